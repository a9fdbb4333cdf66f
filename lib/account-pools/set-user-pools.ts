import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { changeAccountPool } from './change-account-pool'

/** The private pools that a user was let into, by id. */
export async function listUserPools(userId: string): Promise<string[]> {
  const rows = await prisma().poolAccess.findMany({ where: { userId, pool: { deletedAt: null } } })
  return rows.map((row) => row.poolId)
}

/**
 * Lets a user into exactly these private pools; each pool that changes has its audit row, and keys on a pool the user
 * left are refused within 1 s. Throws not_found for a user who isn't there, invalid_request for an unknown pool.
 */
export async function setUserPools(ctx: ActorContext, userId: string, poolIds: string[]): Promise<void> {
  const wanted = new Set(poolIds)
  const [user, known, now] = await Promise.all([
    prisma().user.findFirst({ where: { id: userId, status: { not: 'deleted' } } }),
    prisma().accountPool.count({ where: { id: { in: [...wanted] }, deletedAt: null } }),
    listUserPools(userId),
  ])
  if (!user) throw new AppError('not_found', 'There is no such user.')
  if (known !== wanted.size) throw new AppError('invalid_request', 'One of the pools does not exist.')
  const joins = [...wanted].filter((id) => !now.includes(id))
  const leaves = now.filter((id) => !wanted.has(id))
  for (const poolId of [...joins, ...leaves]) {
    await changeAccountPool(ctx, poolId, 'account_pool.access', async (_row, tx) => {
      await tx.poolAccess.deleteMany({ where: { poolId, userId } })
      if (wanted.has(poolId)) await tx.poolAccess.create({ data: { poolId, userId } })
      return {}
    })
  }
}
