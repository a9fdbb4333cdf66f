import { writeAudit } from '../audit'
import { consumeLimit, forgiveLimit } from '../auth/rate-limits'
import { endSessions } from '../auth/sessions'
import type { ActorContext } from '../auth/types'
import { hashPassword } from '../crypto'
import { prisma } from '../db/prisma'
import { sendSecurityMail } from './account-mails'
import type { ResetPasswordInput } from './account-schemas'
import { withMailCode } from './mail-code'

/** Sets a new password with the mailed code and ends every session of the person; the address counts as confirmed. Throws invalid_request for a wrong or old code. */
export async function resetPassword(ctx: ActorContext, input: ResetPasswordInput): Promise<{ reset: true }> {
  await consumeLimit('mailCode', input.email)
  const user = await prisma().user.findUnique({ where: { email: input.email } })
  const userId = user?.id ?? ''
  const passwordHash = await hashPassword(input.password)
  await withMailCode('reset_password', userId, input.code, async (tx) => {
    const verified = { emailVerifiedAt: user?.emailVerifiedAt ?? new Date() }
    await tx.user.update({ where: { id: userId }, data: { passwordHash, ...verified, version: { increment: 1 } } })
    await writeAudit(tx, ctx, { action: 'user.reset_password', subjectKind: 'user', subjectId: userId })
  })
  await endSessions(userId)
  await forgiveLimit('signInAccount', input.email)
  if (user) await sendSecurityMail(user, 'passwordReset')
  return { reset: true }
}
