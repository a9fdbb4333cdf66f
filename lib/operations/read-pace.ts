import { pool } from '../db/pg'
import { idFloor } from '../ids'
import { readMargin } from '../margin'
import { startOfDayMs } from './start-of-day'
import type { Latency, LivePace } from './types'

type Row = { first_token: number[] | null; queue: number[] | null; own: number[] | null }

const windowMs = 15 * 60_000

// A call's own latency stands at its first try; calls that were tried again, or came in before it was kept, have none.
const statement = `SELECT
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY first_token_ms)::float8[] AS first_token,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY queue_ms)::float8[] AS queue,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY (attempts->0->>'ownMs')::float8) AS own
  FROM usage_records WHERE request_id >= $1`

const latency = (values: number[] | null | undefined): Latency => ({
  p50Ms: values?.[0] ?? null,
  p95Ms: values?.[1] ?? null,
  p99Ms: values?.[2] ?? null,
})

/** How fast the last 15 minutes were, and what today's calls cost at the upstreams: the numbers that may be some seconds old. */
export async function readPace(nowMs: number = Date.now()): Promise<LivePace> {
  const today = new Date(startOfDayMs(nowMs)).toISOString().slice(0, 10)
  const [{ rows }, { total }] = await Promise.all([
    pool().query<Row>(statement, [idFloor('request', nowMs - windowMs)]),
    readMargin({ from: today, to: today, groupBy: 'day' }),
  ])
  const [row] = rows
  return {
    firstToken: latency(row?.first_token),
    queue: latency(row?.queue),
    own: latency(row?.own),
    upstreamCostNanoUsd: total.costNanoUsd,
    marginNanoUsd: total.marginNanoUsd,
    requestsWithCost: total.requests - total.requestsWithoutCost,
    requestsWithoutCost: total.requestsWithoutCost,
  }
}
