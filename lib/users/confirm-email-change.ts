import { writeAudit } from '../audit'
import { consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { isUniqueViolation } from '../db/prisma'
import { publish } from '../redis'
import { sendSecurityMail } from './account-mails'
import type { CodeInput } from './account-schemas'
import { emailTaken } from './create-user'
import { withMailCode } from './mail-code'
import { requireUserRow } from './require-user-row'

/** Makes the address that the code was mailed to one's own; the old one is told. Throws invalid_request for a wrong code. */
export async function confirmEmailChange(
  ctx: ActorContext,
  userId: string,
  input: CodeInput,
): Promise<{ email: string }> {
  const user = await requireUserRow(ctx, userId)
  await consumeLimit('mailCode', user.email)
  try {
    const email = await withMailCode('change_email', userId, input.code, async (tx, newEmail) => {
      const next = newEmail ?? user.email
      const data = { email: next, emailVerifiedAt: new Date(), version: { increment: 1 } }
      await tx.user.update({ where: { id: userId }, data })
      const change = { before: { email: user.email }, after: { email: next } }
      await writeAudit(tx, ctx, { action: 'user.change_email', subjectKind: 'user', subjectId: userId, ...change })
      return next
    })
    publish('user', userId)
    await sendSecurityMail(user, 'emailChanged', { email })
    return { email }
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error
  }
}
