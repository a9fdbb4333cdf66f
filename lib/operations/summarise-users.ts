import { pool } from '../db/pg'
import { idFloor } from '../ids'
import { slots } from '../slots'
import { startOfDayMs } from './start-of-day'

/** What a list of users shows beside their own fields; amounts are decimal strings of nano-USD. */
export type UserSummary = {
  userId: string
  balanceNanoUsd: string
  heldNanoUsd: string
  liveKeys: number
  spentTodayNanoUsd: string
  running: number
  waiting: number
}

type Row = { id: string; balance: string; held: string; keys: bigint; spent: string }

const statement = `SELECT u.id, coalesce(w.balance_nano_usd + w.promo_nano_usd, 0)::text AS balance,
    coalesce(w.held_nano_usd, 0)::text AS held,
    (SELECT count(*) FROM api_keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL) AS keys,
    (SELECT coalesce(sum(r.charged_nano_usd), 0)::text FROM usage_records r
      WHERE r.user_id = u.id AND r.request_id >= $2) AS spent
  FROM users u LEFT JOIN wallets w ON w.user_id = u.id WHERE u.id = ANY($1::text[])`

/** Balance, keys, today's spend and running calls of the users given. */
export async function summariseUsers(userIds: readonly string[]): Promise<UserSummary[]> {
  if (userIds.length === 0) return []
  const since = idFloor('request', startOfDayMs(Date.now()))
  const [{ rows }, loads] = await Promise.all([
    pool().query<Row>(statement, [userIds, since]),
    slots().customerLoads(userIds.map((id) => ({ kind: 'user', id, userId: id }))),
  ])
  const running = new Map(loads.map((load) => [load.id, load]))
  return rows.map((row) => ({
    userId: row.id,
    balanceNanoUsd: row.balance,
    heldNanoUsd: row.held,
    liveKeys: Number(row.keys),
    spentTodayNanoUsd: row.spent,
    running: running.get(row.id)?.running ?? 0,
    waiting: running.get(row.id)?.waiting ?? 0,
  }))
}
