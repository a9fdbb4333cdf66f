import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { changeAccountPool } from './change-account-pool'
import type { AccountPoolView } from './schemas'

/** A plan that is neither sold nor held by anyone needs its pools no more. */
const livePlan = { OR: [{ forSale: true }, { subscriptions: { some: { status: { not: 'ended' as const } } } }] }

/** Removes a pool that no live key belongs to and no live plan opens (conflict otherwise); its records keep naming it, its name is free again. */
export async function deleteAccountPool(ctx: ActorContext, poolId: string): Promise<AccountPoolView> {
  return await changeAccountPool(ctx, poolId, 'account_pool.delete', async (row, tx) => {
    const keys = await tx.apiKey.count({ where: { poolId, revokedAt: null } })
    if (keys > 0) throw new AppError('conflict', `${keys} API keys belong to this pool. Revoke or move them first.`)
    const plan = await tx.plan.findFirst({
      where: { pools: { some: { poolId } }, ...livePlan },
      select: { name: true },
    })
    if (plan) throw new AppError('conflict', `The plan ${plan.name} opens this pool. Take it out of the plan first.`)
    await tx.planPool.deleteMany({ where: { poolId } })
    await tx.poolMember.deleteMany({ where: { poolId } })
    return { deletedAt: new Date(), status: 'closed', name: `${row.name} (deleted ${row.id})` }
  })
}
