import { consumeAddressLimit, consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { inBackground, type Recipient, sendPasswordResetMail } from './account-mails'
import type { EmailOnlyInput } from './account-schemas'
import { createMailCode } from './mail-code'

/** Mails a link to set a new password when there is such an account; the answer doesn't tell whether there is. */
export async function requestPasswordReset(ctx: ActorContext, input: EmailOnlyInput): Promise<{ sent: true }> {
  await consumeAddressLimit('mailAddress', ctx.address)
  await consumeLimit('mailAccount', input.email)
  const user = await prisma().user.findUnique({ where: { email: input.email } })
  if (user?.status === 'active') inBackground(mailLink(user.id, user))
  return { sent: true }
}

async function mailLink(userId: string, to: Recipient): Promise<void> {
  await sendPasswordResetMail(to, await createMailCode('reset_password', userId))
}
