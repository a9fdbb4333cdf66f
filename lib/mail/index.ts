export type { MailContent } from './render-mail'
export { sendMail } from './send-mail'
