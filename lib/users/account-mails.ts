import { env } from '../env'
import { logger } from '../logger'
import { fillText, type MailContent, type MailTexts, mailTexts, sendMail } from '../mail'
import { settings } from '../settings'

/** Whom a mail is for, and the language they read. */
export type Recipient = { email: string; locale: string }

export type SecurityChange = keyof MailTexts['security']['changes']

type Written = Omit<MailContent, 'signature' | 'locale'>

/** Writes a mail in the recipient's language; `{brand}` is filled in everywhere. */
async function send({ email, locale: saved }: Recipient, write: (texts: MailTexts) => Written): Promise<void> {
  const { locale, texts } = mailTexts(saved)
  const brand = settings().brandName
  const { subject, ...rest } = write(texts)
  await sendMail(email, { ...rest, subject: fillText(subject, { brand }), locale, signature: brand })
}

/** Awaits a mail without which the rest is done all the same: a mail server that is down undoes nothing. */
export async function mailOrLog(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    // The person asks again when nothing comes; the operator sees why here.
    logger().warn({ error: String(error) }, 'a mail to a person could not be sent')
  }
}

/** Lets mail work go on after the answer, so that its time doesn't tell whether there is such an account. */
export function inBackground(work: Promise<void>): void {
  void mailOrLog(work)
}

/** Mails the code that confirms an address. */
export async function sendVerificationMail(to: Recipient, code: string): Promise<void> {
  await send(to, ({ verify }) => ({ subject: verify.subject, paragraphs: [verify.body], code }))
}

/** Mails the link that sets a new password. */
export async function sendPasswordResetMail(to: Recipient, code: string): Promise<void> {
  const query = new URLSearchParams({ email: to.email, code })
  await send(to, ({ reset }) => ({
    subject: reset.subject,
    paragraphs: [reset.body, reset.meaning],
    action: { label: reset.action, url: `${env().PUBLIC_URL}/reset-password?${query}` },
  }))
}

/** Mails the code that confirms a new address, to that address. */
export async function sendEmailChangeMail(to: Recipient, code: string): Promise<void> {
  await send(to, ({ changeEmail }) => ({ subject: changeEmail.subject, paragraphs: [changeEmail.body], code }))
}

/** Tells the owner of an account what was changed about its security; the change stays when the mail can't be sent. */
export async function sendSecurityMail(
  to: Recipient,
  change: SecurityChange,
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sent = send(to, ({ security }) => ({
    subject: security.subject,
    paragraphs: [fillText(security.changes[change], values), security.meaning],
    action: { label: security.action, url: `${env().PUBLIC_URL}/settings` },
  }))
  await mailOrLog(sent)
}
