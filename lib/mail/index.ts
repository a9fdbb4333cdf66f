export { type MailContent, type RenderedMail, renderMail } from './render-mail'
export { mailOutboxDirectory, sendMail } from './send-mail'
