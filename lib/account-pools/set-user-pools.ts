import type { ActorContext } from '../auth/types'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { changeAccountPool } from './change-account-pool'

/** The private pools that a user was let into, by id. */
export async function listUserPools(userId: string): Promise<string[]> {
  const rows = await prisma().poolAccess.findMany({ where: { userId, pool: { deletedAt: null } } })
  return rows.map((row) => row.poolId)
}

function assertExpected(now: readonly string[], expected: readonly string[] | undefined): void {
  if (expected === undefined) return
  if ([...now].sort().join() === [...new Set(expected)].sort().join()) return
  throw new AppError('conflict', 'Someone else changed this meanwhile. Load it again and repeat your change.')
}

/**
 * Lets a user into exactly these private pools; each pool that changes has its audit row, and keys on a pool the user
 * left are refused within 1 s. Throws not_found for a user who isn't there, invalid_request for an unknown pool, conflict
 * when the user's pools aren't the `expected` ones any more.
 */
export async function setUserPools(
  ctx: ActorContext,
  userId: string,
  poolIds: readonly string[],
  expected?: readonly string[],
): Promise<void> {
  const wanted = new Set(poolIds)
  await inTransaction(async (lock) => {
    // Two who change one user's pools come one after the other, though each pool is changed in its own transaction.
    await lock.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('turnpike.user_pools:' || ${userId}, 0))::text`
    const [user, known, now] = await Promise.all([
      prisma().user.findFirst({ where: { id: userId, status: { not: 'deleted' } } }),
      prisma().accountPool.count({ where: { id: { in: [...wanted] }, deletedAt: null } }),
      listUserPools(userId),
    ])
    if (!user) throw new AppError('not_found', 'There is no such user.')
    if (known !== wanted.size) throw new AppError('invalid_request', 'One of the pools does not exist.')
    assertExpected(now, expected)
    const joins = [...wanted].filter((id) => !now.includes(id))
    const leaves = now.filter((id) => !wanted.has(id))
    for (const poolId of [...joins, ...leaves]) {
      await changeAccountPool(ctx, poolId, 'account_pool.access', async (_row, tx) => {
        await tx.poolAccess.deleteMany({ where: { poolId, userId } })
        if (wanted.has(poolId)) await tx.poolAccess.create({ data: { poolId, userId } })
        return {}
      })
    }
  })
}
