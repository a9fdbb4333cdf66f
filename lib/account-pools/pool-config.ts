import { pool } from '../db/pg'
import { createProcessCache } from '../db/process-cache'
import { logger } from '../logger'
import type { MaybePromise } from '../maybe-promise'
import { shared } from '../process-state'
import { everyId, subscribe } from '../redis'
import { settings } from '../settings'
import {
  type AccountConfigRow,
  accountConfigColumns,
  toAccountConfig,
  type UpstreamAccountConfig,
} from '../upstream-accounts'
import type { PoolConfig } from './types'

const maxPools = 10_000
const maxAccountsPerPool = 2_000

type PoolRow = Omit<PoolConfig, 'accounts'>

const poolStatement = `SELECT id AS "poolId", name, shard, status = 'open' AS open, protocols,
    rate_multiplier AS "rateMultiplier", instructions_policy AS "instructionsPolicy", instructions,
    disconnect_policy AS "disconnectPolicy", max_waiting AS "maxWaiting", idle_timeout_ms AS "idleTimeoutMs"
  FROM account_pools WHERE id = $1 AND deleted_at IS NULL`

const accountsStatement = `SELECT ${accountConfigColumns}
  FROM pool_members JOIN upstream_accounts ON upstream_accounts.id = pool_members.account_id
  WHERE pool_members.pool_id = $1 AND enabled AND NOT draining AND deleted_at IS NULL AND status = 'active'
  ORDER BY upstream_accounts.id LIMIT $2`

// One account whose credential can't be read must not take its whole pool down.
function readableAccounts(rows: AccountConfigRow[]): UpstreamAccountConfig[] {
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
  const [pools, accounts] = await Promise.all([
    pool().query<PoolRow>(poolStatement, [poolId]),
    pool().query<AccountConfigRow>(accountsStatement, [poolId, maxAccountsPerPool]),
  ])
  const [row] = pools.rows
  if (!row) return null
  return {
    ...row,
    accounts: readableAccounts(accounts.rows).filter(
      (account) => row.protocols.length === 0 || row.protocols.includes(account.protocol),
    ),
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

const poolCache = shared('pool-cache', createPoolCache)

/** A pool with its usable accounts from the process's cache, or null: at once when it is there; a change is seen within 1 s, at the latest after 15 s. */
export function poolConfig(poolId: string): MaybePromise<PoolConfig | null> {
  const cache = poolCache()
  const known = cache.peek(poolId)
  return known ? known.config : cache.get(poolId).then(({ config }) => config)
}
