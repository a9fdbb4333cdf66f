import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import { type AccountLoad, slots } from '../slots'
import { allTokensSql, isFailedSql } from './failed-calls'
import { startOfDayMs } from './start-of-day'
import { totalsSince } from './totals-since'
import type { LiveAccount, LiveSnapshot } from './types'

const maxAccounts = 2_000

type MinuteRow = { requests: bigint; tokens: string; failed: bigint; holds: bigint }

const minuteStatement = `SELECT count(*) AS requests, coalesce(sum${allTokensSql}, 0)::text AS tokens,
    count(*) FILTER (WHERE ${isFailedSql}) AS failed, (SELECT count(*) FROM holds) AS holds
  FROM usage_records WHERE settled_at > now() - interval '1 minute'`

const busiestStatement = `SELECT user_id AS id, count(*) AS running FROM holds GROUP BY user_id
  ORDER BY count(*) DESC, user_id LIMIT 200`

const iso = (timeMs: number | null) => (timeMs === null ? null : new Date(timeMs).toISOString())

function liveAccount(load: AccountLoad): LiveAccount {
  return {
    id: load.accountId,
    running: load.running,
    waiting: load.waiting,
    loadRate: load.loadRate,
    state: load.state,
    reason: load.reason,
    since: iso(load.sinceMs),
    until: iso(load.untilMs),
    models: load.models.map(({ model, untilMs, reason }) => ({
      model,
      until: new Date(untilMs).toISOString(),
      reason,
    })),
  }
}

async function readLoads() {
  const where = { deletedAt: null }
  const [accounts, pools, members] = await Promise.all([
    prisma().upstreamAccount.findMany({
      where,
      select: { id: true, shard: true, concurrencyLimit: true },
      take: maxAccounts,
    }),
    prisma().accountPool.findMany({ where, select: { id: true, shard: true }, take: maxAccounts }),
    prisma().poolMember.findMany({ take: maxAccounts * 4 }),
  ])
  const [loads, queues, storeReachable] = await Promise.all([
    slots().accountLoads(
      accounts.map(({ id, shard, concurrencyLimit }) => ({ accountId: id, shard, limit: concurrencyLimit })),
    ),
    slots().poolLoads(pools.map(({ id, shard }) => ({ poolId: id, shard }))),
    slots().ping(),
  ])
  return { loads, queues, members, storeReachable }
}

function poolLoads({ loads, queues, members }: Awaited<ReturnType<typeof readLoads>>): LiveSnapshot['pools'] {
  const running = new Map(loads.map((load) => [load.accountId, load.running]))
  return queues.map(({ poolId, waiting }) => {
    const own = members.filter((member) => member.poolId === poolId)
    return { id: poolId, waiting, running: own.reduce((sum, { accountId }) => sum + (running.get(accountId) ?? 0), 0) }
  })
}

/** The installation at this moment: loads from the slot store, sums from the records of today (UTC). */
export async function readLive(): Promise<LiveSnapshot> {
  const [minute, busiest, today, live] = await Promise.all([
    pool().query<MinuteRow>(minuteStatement),
    pool().query<{ id: string; running: bigint }>(busiestStatement),
    totalsSince(startOfDayMs(Date.now())),
    readLoads(),
  ])
  const last = minute.rows[0]
  return {
    at: new Date().toISOString(),
    running: live.loads.reduce((sum, load) => sum + load.running, 0),
    waiting: live.queues.reduce((sum, queue) => sum + queue.waiting, 0),
    openHolds: Number(last?.holds ?? 0n),
    lastMinute: {
      requests: Number(last?.requests ?? 0n),
      tokens: Number(last?.tokens ?? 0),
      failed: Number(last?.failed ?? 0n),
    },
    today,
    accounts: live.loads.map(liveAccount),
    pools: poolLoads(live),
    users: busiest.rows.map(({ id, running }) => ({ id, running: Number(running) })),
    storeReachable: live.storeReachable,
  }
}
