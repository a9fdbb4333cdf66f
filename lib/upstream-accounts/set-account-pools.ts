import type { Prisma } from '../db/prisma'
import { AppError } from '../errors'

/** Makes exactly these pools the account's; conflict when one lives in another shard or takes other protocols only. */
export async function setAccountPools(
  tx: Prisma.TransactionClient,
  account: { id: string; shard: string; protocol: string },
  poolIds: string[],
): Promise<void> {
  const wanted = [...new Set(poolIds)]
  const pools = await tx.accountPool.findMany({ where: { id: { in: wanted }, deletedAt: null } })
  const refuse = (code: 'invalid_request' | 'conflict', reason: string) =>
    new AppError(code, `The account can’t join: ${reason}.`, { details: { fieldErrors: { poolIds: reason } } })
  if (pools.length !== wanted.length) throw refuse('invalid_request', 'names a pool that does not exist')
  const stranger = pools.find((pool) => pool.shard !== account.shard)
  if (stranger) throw refuse('conflict', `pool ${stranger.name} is in shard ${stranger.shard}, not ${account.shard}`)
  const closed = pools.find((pool) => pool.protocols.length > 0 && !pool.protocols.includes(account.protocol))
  if (closed) throw refuse('conflict', `pool ${closed.name} doesn’t take ${account.protocol} accounts`)
  await tx.poolMember.deleteMany({ where: { accountId: account.id } })
  await tx.poolMember.createMany({ data: wanted.map((poolId) => ({ poolId, accountId: account.id })) })
}
