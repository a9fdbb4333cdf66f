import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import { idFloor } from '../ids'
import { spendSeries, type UsageTotals, usageTotals } from '../usage'
import { startOfDayMs } from './start-of-day'

export type TopEntry = { id: string; name: string; requests: number; tokens: number; chargedNanoUsd: string }
/** One hour of one model. */
export type HourOfModel = { at: string; model: string; requests: number; chargedNanoUsd: string; failed: number }
/** Percentiles of the last 15 minutes, in milliseconds; null without calls. */
export type Latency = { p50Ms: number | null; p95Ms: number | null; p99Ms: number | null }

export type Overview = {
  topCustomers: TopEntry[]
  topModels: TopEntry[]
  hours: HourOfModel[]
  firstToken: Latency
  queue: Latency
}

type LatencyRow = { first_token: number[] | null; queue: number[] | null }

const topCount = 5
const shownHours = 24
const hourMs = 3_600_000
const latencyWindowMs = 15 * 60_000

const latencyStatement = `SELECT
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY first_token_ms) AS first_token,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY queue_ms) AS queue
  FROM usage_records WHERE request_id >= $1`

const tokensOf = (totals: UsageTotals) =>
  totals.inputTokens + totals.cachedInputTokens + totals.cacheWriteTokens + totals.outputTokens

const latency = (values: number[] | null | undefined): Latency => ({
  p50Ms: values?.[0] ?? null,
  p95Ms: values?.[1] ?? null,
  p99Ms: values?.[2] ?? null,
})

async function topOf(groupBy: 'model' | 'user', from: Date, to: Date): Promise<TopEntry[]> {
  const totals = await usageTotals({ from, to, groupBy, limit: topCount })
  const ids = groupBy === 'user' ? totals.map((entry) => entry.group) : []
  const users = await prisma().user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } })
  const names = new Map(users.map((user) => [user.id, user.email]))
  return totals.map((entry) => ({
    id: entry.group,
    name: names.get(entry.group) ?? entry.group,
    requests: entry.requests,
    tokens: tokensOf(entry),
    chargedNanoUsd: entry.chargedNanoUsd.toString(),
  }))
}

async function hoursByModel(nowMs: number, to: Date): Promise<HourOfModel[]> {
  const from = new Date(Math.floor(nowMs / hourMs) * hourMs - (shownHours - 1) * hourMs)
  const points = await spendSeries({ from, to, groupBy: 'model', bucket: 'hour', timezone: 'UTC' })
  return points.map((point) => ({
    at: point.startsAt.toISOString(),
    model: point.group,
    requests: point.requests,
    chargedNanoUsd: point.chargedNanoUsd.toString(),
    failed: point.failed,
  }))
}

/** Who and what made today's traffic (UTC), the last 24 hours by model, and how fast the last 15 minutes were. */
export async function readOverview(nowMs: number = Date.now()): Promise<Overview> {
  const today = new Date(startOfDayMs(nowMs))
  const to = new Date(nowMs)
  const [topCustomers, topModels, hours, latencies] = await Promise.all([
    topOf('user', today, to),
    topOf('model', today, to),
    hoursByModel(nowMs, to),
    pool().query<LatencyRow>(latencyStatement, [idFloor('request', nowMs - latencyWindowMs)]),
  ])
  const { first_token, queue } = latencies.rows[0] ?? {}
  return { topCustomers, topModels, hours, firstToken: latency(first_token), queue: latency(queue) }
}
