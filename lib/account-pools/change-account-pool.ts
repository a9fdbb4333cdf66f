import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { publish } from '../redis'
import { type AccountPoolRow, accountPoolJson, withPoolLinks } from './account-pool-json'
import type { AccountPoolView } from './schemas'

type Change = (row: AccountPoolRow, tx: Prisma.TransactionClient) => Promise<Prisma.AccountPoolUncheckedUpdateInput>

/** There is no such pool (any more). */
export function poolNotFound(): AppError {
  return new AppError('not_found', 'There is no such account pool.')
}

/** Changes one pool under its row's lock, with its audit row; every process sees it within 1 s. */
export async function changeAccountPool(
  ctx: ActorContext,
  poolId: string,
  action: string,
  change: Change,
): Promise<AccountPoolView> {
  const where = { id: poolId }
  const view = await inTransaction(async (tx) => {
    await lockRow(tx, 'account_pools', poolId)
    const before = await tx.accountPool.findFirst({ where: { ...where, deletedAt: null }, include: withPoolLinks })
    if (!before) throw poolNotFound()
    const data = await change(before, tx)
    const row = await tx.accountPool.update({
      where,
      data: { ...data, version: before.version + 1 },
      include: withPoolLinks,
    })
    const after = accountPoolJson(row)
    await writeAudit(tx, ctx, {
      action,
      subjectKind: 'account_pool',
      subjectId: poolId,
      before: accountPoolJson(before),
      after,
    })
    return after
  })
  publish('pool', poolId)
  return view
}
