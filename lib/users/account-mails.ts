import { env } from '../env'
import { logger } from '../logger'
import { type MailContent, sendMail } from '../mail'
import { settings } from '../settings'

const signature = () => settings().brandName

async function send(to: string, content: Omit<MailContent, 'signature'>): Promise<void> {
  await sendMail(to, { ...content, signature: signature() })
}

/** Lets mail work go on after the answer, so that its time doesn't tell whether there is such an account. */
export function inBackground(work: Promise<void>): void {
  work.catch((error: unknown) => {
    // The person asks again when nothing comes; the operator sees why here.
    logger().warn({ error: String(error) }, 'a mail to a person could not be sent')
  })
}

/** Mails the code that confirms an address. */
export async function sendVerificationMail(to: string, code: string): Promise<void> {
  await send(to, {
    subject: `Confirm your e-mail address for ${signature()}`,
    paragraphs: ['Enter this code to confirm your e-mail address. It is valid for 15 minutes.'],
    code,
  })
}

/** Mails the link that sets a new password. */
export async function sendPasswordResetMail(to: string, code: string): Promise<void> {
  const query = new URLSearchParams({ email: to, code })
  await send(to, {
    subject: `Set a new ${signature()} password`,
    paragraphs: [
      'Someone, hopefully you, asked for a new password. The link is valid for one hour.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    action: { label: 'Set a new password', url: `${env().PUBLIC_URL}/reset-password?${query}` },
  })
}

/** Mails the code that confirms a new address, to that address. */
export async function sendEmailChangeMail(to: string, code: string): Promise<void> {
  await send(to, {
    subject: `Confirm your new e-mail address for ${signature()}`,
    paragraphs: ['Enter this code in your settings to use this address from now on. It is valid for 15 minutes.'],
    code,
  })
}

/** Tells the owner of an account what was changed about its security. */
export async function sendSecurityMail(to: string, change: string): Promise<void> {
  await send(to, {
    subject: `Your ${signature()} account was changed`,
    paragraphs: [change, 'If it was not you, set a new password now and write to us.'],
    action: { label: 'Your settings', url: `${env().PUBLIC_URL}/settings` },
  })
}
