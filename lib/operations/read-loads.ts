import { pool } from '../db/pg'
import { type AccountLoad, slots } from '../slots'

export type BusyCustomer = { id: string; running: number; waiting: number }
export type PoolOccupancy = { id: string; running: number; waiting: number }

const maxAccounts = 2_000

const busiestStatement = `SELECT user_id AS id, count(*) AS held FROM holds GROUP BY user_id
  ORDER BY count(*) DESC, user_id LIMIT $1`

type ShardedRow = { id: string; shard: string }
type MemberRow = { poolId: string; accountId: string }

const accountsStatement = `SELECT id, shard, concurrency_limit AS "limit" FROM upstream_accounts
  WHERE deleted_at IS NULL LIMIT $1`
const poolsStatement = 'SELECT id, shard FROM account_pools WHERE deleted_at IS NULL LIMIT $1'
const membersStatement = 'SELECT pool_id AS "poolId", account_id AS "accountId" FROM pool_members LIMIT $1'

/** Every account's load and pauses, and what runs and waits in each pool, as the slot store has it now. */
export async function readLoads(): Promise<{
  accounts: readonly AccountLoad[]
  pools: PoolOccupancy[]
  storeReachable: boolean
}> {
  const [{ rows: known }, { rows: pools }, { rows: members }] = await Promise.all([
    pool().query<ShardedRow & { limit: number }>(accountsStatement, [maxAccounts]),
    pool().query<ShardedRow>(poolsStatement, [maxAccounts]),
    pool().query<MemberRow>(membersStatement, [maxAccounts * 4]),
  ])
  const [accounts, queues, storeReachable] = await Promise.all([
    slots().accountLoads(known.map(({ id, shard, limit }) => ({ accountId: id, shard, limit }))),
    slots().poolLoads(pools.map(({ id, shard }) => ({ poolId: id, shard }))),
    slots().ping(),
  ])
  const running = new Map(accounts.map((load) => [load.accountId, load.running]))
  const runningIn = new Map<string, number>()
  for (const { poolId, accountId } of members) {
    runningIn.set(poolId, (runningIn.get(poolId) ?? 0) + (running.get(accountId) ?? 0))
  }
  const occupancy = queues.map(({ poolId, waiting }) => ({ id: poolId, waiting, running: runningIn.get(poolId) ?? 0 }))
  return { accounts, pools: occupancy, storeReachable }
}

/**
 * The customers with most open holds, at most `limit`, with what of theirs runs and waits in the slot store. Whoever has a
 * call waiting has others running, or waits for an account with its money held already, so nobody busy is missed.
 */
export async function readBusyCustomers(limit: number): Promise<BusyCustomer[]> {
  const { rows } = await pool().query<{ id: string; held: bigint }>(busiestStatement, [limit])
  const loads = await slots().customerLoads(rows.map(({ id }) => ({ kind: 'user', id, userId: id })))
  const byId = new Map(loads.map((load) => [load.id, load]))
  // A store that can't be asked answers nothing: the holds are the next best.
  return rows
    .map(({ id, held }) => byId.get(id) ?? { id, running: Number(held), waiting: 0 })
    .filter(({ running, waiting }) => running + waiting > 0)
}
