import { prisma } from '../../db/prisma'
import { type AccountLoad, slots } from '../../slots'

const maxRows = 2_000

export type WatchedAccount = {
  id: string
  name: string
  shard: string
  status: 'active' | 'error'
  statusReason: string | null
  concurrencyLimit: number
}

/** Throws when the slot store doesn't answer: loads are unknown then, not zero. */
export async function assertStoreAnswers(): Promise<void> {
  if (!(await slots().ping())) throw new Error('the slot store does not answer')
}

/** Accounts that are meant to serve: switched on, not draining, not expired. */
export async function servingAccounts(nowMs: number, accountId?: string): Promise<WatchedAccount[]> {
  return await prisma().upstreamAccount.findMany({
    where: {
      ...{ deletedAt: null, enabled: true, draining: false },
      ...(accountId === undefined ? {} : { id: accountId }),
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(nowMs) } }],
    },
    select: { id: true, name: true, shard: true, status: true, statusReason: true, concurrencyLimit: true },
    orderBy: { id: 'asc' },
    take: maxRows,
  })
}

/** Pools that are open for calls, with their members' ids. */
export async function openPools(poolId?: string) {
  return await prisma().accountPool.findMany({
    where: { deletedAt: null, status: { not: 'closed' }, ...(poolId === undefined ? {} : { id: poolId }) },
    select: {
      ...{ id: true, name: true, shard: true },
      members: {
        where: { account: { deletedAt: null } },
        select: { account: { select: { id: true, protocol: true } } },
      },
    },
    orderBy: { id: 'asc' },
    take: maxRows,
  })
}

/** The store's word on accounts, by id. */
export async function loadsOf(accounts: readonly WatchedAccount[]): Promise<Map<string, AccountLoad>> {
  await assertStoreAnswers()
  const loads = await slots().accountLoads(
    accounts.map(({ id, shard, concurrencyLimit }) => ({ accountId: id, shard, limit: concurrencyLimit })),
  )
  return new Map(loads.map((load) => [load.accountId, load]))
}
