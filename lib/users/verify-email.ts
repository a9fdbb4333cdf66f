import { writeAudit } from '../audit'
import { consumeLimit } from '../auth/rate-limits'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { publish } from '../redis'
import type { VerifyEmailInput } from './account-schemas'
import { grantSignUpCredit } from './grant-sign-up-credit'
import { withMailCode } from './mail-code'

/** Confirms an address with the mailed code, which works once. Throws invalid_request for a wrong or old code. */
export async function verifyEmail(ctx: ActorContext, input: VerifyEmailInput): Promise<{ verified: true }> {
  await consumeLimit('mailCode', input.email)
  const user = await prisma().user.findUnique({ where: { email: input.email } })
  const userId = user?.id ?? ''
  await withMailCode('verify_email', userId, input.code, async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { emailVerifiedAt: new Date() } })
    await writeAudit(tx, ctx, { action: 'user.verify_email', subjectKind: 'user', subjectId: userId })
  })
  await grantSignUpCredit(userId)
  publish('user', userId)
  return { verified: true }
}
