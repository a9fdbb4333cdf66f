export { fillText, type MailTexts, mailTexts } from './mail-texts'
export { type MailWay, mailWay } from './mail-way'
export type { MailContent } from './render-mail'
export { sendMail } from './send-mail'
