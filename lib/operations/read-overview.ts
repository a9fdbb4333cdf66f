import { pool } from '../db/pg'
import { idFloor } from '../ids'
import { allTokensSql, isFailedSql } from './failed-calls'
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

type TopRow = { id: string; name: string | null; requests: bigint; tokens: string; charged: string }
type HourRow = { at: Date; model: string; requests: bigint; charged: string; failed: bigint }
type LatencyRow = { first_token: number[] | null; queue: number[] | null }

const topCount = 5
const shownHours = 24
const hourMs = 3_600_000
const latencyWindowMs = 15 * 60_000

const topColumns = `count(*) AS requests, coalesce(sum${allTokensSql}, 0)::text AS tokens,
  coalesce(sum(charged_nano_usd), 0)::text AS charged`

const customersStatement = `SELECT t.user_id AS id, u.email AS name, t.requests, t.tokens, t.charged
  FROM (SELECT user_id, ${topColumns} FROM usage_records WHERE request_id >= $1 GROUP BY user_id
    ORDER BY sum(charged_nano_usd) DESC, count(*) DESC LIMIT ${topCount}) t LEFT JOIN users u ON u.id = t.user_id
  ORDER BY t.charged::numeric DESC, t.requests DESC`

const modelsStatement = `SELECT requested_model AS id, requested_model AS name, ${topColumns}
  FROM usage_records WHERE request_id >= $1 GROUP BY requested_model
  ORDER BY sum(charged_nano_usd) DESC, count(*) DESC LIMIT ${topCount}`

const hoursStatement = `SELECT date_trunc('hour', created_at) AS at, requested_model AS model, count(*) AS requests,
    coalesce(sum(charged_nano_usd), 0)::text AS charged, count(*) FILTER (WHERE ${isFailedSql}) AS failed
  FROM usage_records WHERE request_id >= $1 GROUP BY 1, 2 ORDER BY 1`

const latencyStatement = `SELECT
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY first_token_ms) AS first_token,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY queue_ms) AS queue
  FROM usage_records WHERE request_id >= $1`

const top = (row: TopRow): TopEntry => ({
  id: row.id,
  name: row.name ?? row.id,
  requests: Number(row.requests),
  tokens: Number(row.tokens),
  chargedNanoUsd: row.charged,
})

const latency = (values: number[] | null | undefined): Latency => ({
  p50Ms: values?.[0] ?? null,
  p95Ms: values?.[1] ?? null,
  p99Ms: values?.[2] ?? null,
})

/** Who and what made today's traffic (UTC), the last 24 hours by model, and how fast the last 15 minutes were. */
export async function readOverview(nowMs: number = Date.now()): Promise<Overview> {
  const today = [idFloor('request', startOfDayMs(nowMs))]
  const firstHourMs = Math.floor(nowMs / hourMs) * hourMs - (shownHours - 1) * hourMs
  const [customers, models, hours, latencies] = await Promise.all([
    pool().query<TopRow>(customersStatement, today),
    pool().query<TopRow>(modelsStatement, today),
    pool().query<HourRow>(hoursStatement, [idFloor('request', firstHourMs)]),
    pool().query<LatencyRow>(latencyStatement, [idFloor('request', nowMs - latencyWindowMs)]),
  ])
  return {
    topCustomers: customers.rows.map(top),
    topModels: models.rows.map(top),
    hours: hours.rows.map((row) => ({
      at: row.at.toISOString(),
      model: row.model,
      requests: Number(row.requests),
      chargedNanoUsd: row.charged,
      failed: Number(row.failed),
    })),
    firstToken: latency(latencies.rows[0]?.first_token),
    queue: latency(latencies.rows[0]?.queue),
  }
}
