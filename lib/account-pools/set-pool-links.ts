import type { Prisma } from '../db/prisma'
import { AppError } from '../errors'

type Tx = Prisma.TransactionClient

function refuse(field: string, reason: string, code: 'invalid_request' | 'conflict' = 'invalid_request'): AppError {
  return new AppError(code, `The change is not possible: ${field} ${reason}.`, {
    details: { fieldErrors: { [field]: reason } },
  })
}

/** Makes exactly these accounts the pool's members; conflict when one lives in another shard. */
export async function setPoolAccounts(tx: Tx, poolId: string, shard: string, accountIds: string[]): Promise<void> {
  const wanted = [...new Set(accountIds)]
  const found = await tx.upstreamAccount.findMany({ where: { id: { in: wanted }, deletedAt: null } })
  if (found.length !== wanted.length) throw refuse('accountIds', 'names an account that does not exist')
  if (found.some((account) => account.shard !== shard)) {
    throw refuse('accountIds', `names an account outside the pool’s shard ${shard}`, 'conflict')
  }
  await tx.poolMember.deleteMany({ where: { poolId } })
  await tx.poolMember.createMany({ data: wanted.map((accountId) => ({ poolId, accountId })) })
}

/** Makes exactly these users the ones who may use the pool while it is private. */
export async function setPoolUsers(tx: Tx, poolId: string, userIds: string[]): Promise<void> {
  const wanted = [...new Set(userIds)]
  const count = await tx.user.count({ where: { id: { in: wanted }, status: { not: 'deleted' } } })
  if (count !== wanted.length) throw refuse('userIds', 'names a user who does not exist')
  await tx.poolAccess.deleteMany({ where: { poolId } })
  await tx.poolAccess.createMany({ data: wanted.map((userId) => ({ poolId, userId })) })
}
