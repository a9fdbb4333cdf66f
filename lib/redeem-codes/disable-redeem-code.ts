import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { redeemCodeJson } from './redeem-code-json'
import type { RedeemCodeView } from './schemas'

/** Stops a code from being redeemed again; what it gave stays. Repeating it changes nothing. */
export async function disableRedeemCode(ctx: ActorContext, codeId: string): Promise<RedeemCodeView> {
  const where = { id: codeId }
  return await inTransaction(async (tx) => {
    const before = await tx.redeemCode.findUnique({ where })
    if (!before) throw new AppError('not_found', 'There is no such code.')
    if (before.disabledAt) return redeemCodeJson(before)
    const after = redeemCodeJson(await tx.redeemCode.update({ where, data: { disabledAt: new Date() } }))
    await writeAudit(tx, ctx, {
      ...{ action: 'redeem_code.disable', subjectKind: 'redeem_code', subjectId: codeId },
      ...{ before: redeemCodeJson(before), after },
    })
    return after
  })
}
