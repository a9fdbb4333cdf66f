import { consumeAddressLimit, consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { inBackground, type Recipient, sendVerificationMail } from './account-mails'
import type { EmailOnlyInput } from './account-schemas'
import { createMailCode } from './mail-code'

/** Mails a new code when the address has an unconfirmed account; the answer doesn't tell whether it has. At most one a minute. */
export async function resendVerification(ctx: ActorContext, input: EmailOnlyInput): Promise<{ sent: true }> {
  await consumeAddressLimit('mailAddress', ctx.address)
  await consumeLimit('mailAccount', input.email)
  await consumeLimit('resendPause', input.email)
  const user = await prisma().user.findUnique({ where: { email: input.email } })
  if (user?.status === 'active' && user.emailVerifiedAt === null) inBackground(mailCode(user.id, user))
  return { sent: true }
}

async function mailCode(userId: string, to: Recipient): Promise<void> {
  await sendVerificationMail(to, await createMailCode('verify_email', userId))
}
