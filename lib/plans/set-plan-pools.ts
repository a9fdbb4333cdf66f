import type { Prisma } from '../db/prisma'
import { AppError } from '../errors'

/** Makes exactly these pools the ones that a plan opens. */
export async function setPlanPools(tx: Prisma.TransactionClient, planId: string, poolIds: string[]): Promise<void> {
  const wanted = [...new Set(poolIds)]
  const count = await tx.accountPool.count({ where: { id: { in: wanted }, deletedAt: null } })
  if (count !== wanted.length) {
    throw new AppError('invalid_request', 'The plan names a pool that does not exist.', {
      details: { fieldErrors: { poolIds: 'names a pool that does not exist' } },
    })
  }
  await tx.planPool.deleteMany({ where: { planId } })
  await tx.planPool.createMany({ data: wanted.map((poolId) => ({ planId, poolId })) })
}
