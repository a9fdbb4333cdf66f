import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'

/** Stops every code of a batch from being redeemed again, with one audit row; what they gave stays. Returns how many it stopped. */
export async function disableRedeemBatch(ctx: ActorContext, batch: string): Promise<{ disabled: number }> {
  return await inTransaction(async (tx) => {
    const where = { batch, disabledAt: null }
    const { count } = await tx.redeemCode.updateMany({ where, data: { disabledAt: new Date() } })
    await writeAudit(tx, ctx, {
      ...{ action: 'redeem_code.disable_batch', subjectKind: 'redeem_batch', subjectId: batch },
      after: { batch, disabled: count },
    })
    return { disabled: count }
  })
}
