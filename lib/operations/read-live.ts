import { pool } from '../db/pg'
import type { AccountLoad } from '../slots'
import { allTokensSql, isFailedSql } from './failed-calls'
import { readBusyCustomers, readLoads } from './read-loads'
import { startOfDayMs } from './start-of-day'
import { totalsSince } from './totals-since'
import type { LiveAccount, LiveSnapshot } from './types'

const shownCustomers = 200

type MinuteRow = { requests: bigint; tokens: string; failed: bigint; holds: bigint }

const minuteStatement = `SELECT count(*) AS requests, coalesce(sum${allTokensSql}, 0)::text AS tokens,
    count(*) FILTER (WHERE ${isFailedSql}) AS failed, (SELECT count(*) FROM holds) AS holds
  FROM usage_records WHERE settled_at > now() - interval '1 minute'`

const iso = (timeMs: number | null) => (timeMs === null ? null : new Date(timeMs).toISOString())

function liveAccount(load: AccountLoad): LiveAccount {
  return {
    id: load.accountId,
    running: load.running,
    waiting: load.waiting,
    loadRate: load.loadRate,
    state: load.state,
    cause: load.cause,
    reason: load.reason,
    since: iso(load.sinceMs),
    until: iso(load.untilMs),
    models: load.models.map(({ model, untilMs, cause, reason }) => ({
      model,
      cause,
      until: new Date(untilMs).toISOString(),
      reason,
    })),
  }
}

/** The installation at this moment: loads from the slot store, sums from the records of today (UTC). */
export async function readLive(): Promise<LiveSnapshot> {
  const [minute, users, today, live] = await Promise.all([
    pool().query<MinuteRow>(minuteStatement),
    readBusyCustomers(shownCustomers),
    totalsSince(startOfDayMs(Date.now())),
    readLoads(),
  ])
  const last = minute.rows[0]
  return {
    at: new Date().toISOString(),
    running: live.accounts.reduce((sum, load) => sum + load.running, 0),
    waiting: live.pools.reduce((sum, queue) => sum + queue.waiting, 0),
    openHolds: Number(last?.holds ?? 0n),
    lastMinute: {
      requests: Number(last?.requests ?? 0n),
      tokens: Number(last?.tokens ?? 0),
      failed: Number(last?.failed ?? 0n),
    },
    today,
    accounts: live.accounts.map(liveAccount),
    pools: live.pools,
    users,
    storeReachable: live.storeReachable,
  }
}
