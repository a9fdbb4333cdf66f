import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { managementTokenJson } from './management-token-json'
import type { ManagementTokenView } from './schemas'

/** Ends a management token at once and for good; revoking twice changes nothing. Throws not_found. */
export async function revokeManagementToken(ctx: ActorContext, tokenId: string): Promise<ManagementTokenView> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'management_tokens', tokenId)
    const before = await tx.managementToken.findUnique({ where: { id: tokenId } })
    if (!before) throw new AppError('not_found', 'There is no such management token.')
    if (before.revokedAt) return managementTokenJson(before)
    const row = await tx.managementToken.update({ where: { id: tokenId }, data: { revokedAt: new Date() } })
    const after = managementTokenJson(row)
    await writeAudit(tx, ctx, {
      action: 'management_token.revoke',
      subjectKind: 'management_token',
      subjectId: tokenId,
      before: managementTokenJson(before),
      after,
    })
    return after
  })
}
