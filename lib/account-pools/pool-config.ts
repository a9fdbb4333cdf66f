import { prisma } from '../db/prisma'
import { createProcessCache } from '../db/process-cache'
import { logger } from '../logger'
import type { MaybePromise } from '../maybe-promise'
import { processState } from '../process-state'
import { everyId, subscribe } from '../redis'
import { settings } from '../settings'
import { toAccountConfig, type UpstreamAccountConfig, type UpstreamAccountRow } from '../upstream-accounts'
import type { PoolConfig } from './types'

const maxPools = 10_000
const maxAccountsPerPool = 2_000

// One account whose credential can't be read must not take its whole pool down.
function readableAccounts(rows: UpstreamAccountRow[]): UpstreamAccountConfig[] {
  return rows.flatMap((row) => {
    try {
      return [toAccountConfig(row)]
    } catch (error) {
      logger().error({ accountId: row.id, error: String(error) }, 'an upstream account can’t be used')
      return []
    }
  })
}

async function loadPool(poolId: string): Promise<PoolConfig | null> {
  const pool = await prisma().accountPool.findFirst({
    where: { id: poolId, deletedAt: null },
    include: {
      members: {
        where: { account: { enabled: true, draining: false, deletedAt: null, status: 'active' } },
        include: { account: true },
        orderBy: { accountId: 'asc' },
        take: maxAccountsPerPool,
      },
    },
  })
  if (!pool) return null
  const accounts = readableAccounts(pool.members.map((member) => member.account))
  return {
    poolId: pool.id,
    name: pool.name,
    shard: pool.shard,
    open: pool.status === 'open',
    protocols: pool.protocols,
    rateMultiplier: pool.rateMultiplier,
    instructionsPolicy: pool.instructionsPolicy,
    instructions: pool.instructions,
    disconnectPolicy: pool.disconnectPolicy,
    maxWaiting: pool.maxWaiting,
    idleTimeoutMs: pool.idleTimeoutMs,
    accounts: accounts.filter((account) => pool.protocols.length === 0 || pool.protocols.includes(account.protocol)),
  }
}

type CachedPool = { poolId: string; config: PoolConfig | null }

function createPoolCache() {
  const cache = createProcessCache<CachedPool>({
    maxEntries: () => maxPools,
    ttlMs: () => settings().keyCacheMs,
    tags: ({ poolId, config }) => [poolId, ...(config?.accounts ?? []).map((account) => account.accountId)],
    load: async (poolId) => ({ poolId, config: await loadPool(poolId) }),
  })
  // An account that was added or came back is in no cached pool yet, so its change drops all of them.
  subscribe('account', () => cache.clear())
  subscribe('pool', (id) => (id === everyId ? cache.clear() : cache.purgeTag(id)))
  return cache
}

/** A pool with its usable accounts from the process's cache, or null: at once when it is there; a change is seen within 1 s, at the latest after 15 s. */
export function poolConfig(poolId: string): MaybePromise<PoolConfig | null> {
  const cache = processState('pool-cache', createPoolCache)
  const known = cache.peek(poolId)
  return known ? known.config : cache.get(poolId).then(({ config }) => config)
}
