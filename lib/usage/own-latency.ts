import { pool } from '../db/pg'
import { createProcessCache, type ProcessCache } from '../db/process-cache'
import { processState } from '../process-state'
import { quantileOfBins } from './own-latency-bins'

const dayMs = 86_400_000
const cacheMs = 60_000
const shownDays = 90
const recentDays = 7

type LatencyQuantiles = { medianMs: number; p95Ms: number }
export type OwnLatency = {
  /** Of the last seven days together; null without a call. */
  recent: LatencyQuantiles | null
  /** One for each UTC day, oldest first; null on days without a call. */
  days: (LatencyQuantiles | null)[]
}

type Row = { day: number; bin: number; calls: bigint }

function quantilesOf(rows: readonly Row[]): LatencyQuantiles | null {
  const calls = new Map<number, number>()
  for (const row of rows) calls.set(row.bin, (calls.get(row.bin) ?? 0) + Number(row.calls))
  const [medianMs, p95Ms] = [quantileOfBins(calls, 0.5), quantileOfBins(calls, 0.95)]
  return medianMs === null || p95Ms === null ? null : { medianMs, p95Ms }
}

async function readLatency(nowMs: number): Promise<OwnLatency> {
  const firstDay = Math.floor(nowMs / dayMs) - (shownDays - 1)
  const { rows } = await pool().query<Row>(
    `SELECT floor(extract(epoch FROM bucket_start) / 86400)::int AS day, bin::int AS bin, sum(calls)::bigint AS calls
     FROM own_latency_rollups WHERE bucket_start >= $1 AND bucket_start <= $2 GROUP BY 1, 2`,
    [new Date(firstDay * dayMs), new Date(nowMs)],
  )
  const byDay: Row[][] = Array.from({ length: shownDays }, () => [])
  for (const row of rows) byDay[row.day - firstDay]?.push(row)
  return { recent: quantilesOf(byDay.slice(-recentDays).flat()), days: byDay.map(quantilesOf) }
}

function createLatencyCache(): ProcessCache<OwnLatency> {
  return createProcessCache<OwnLatency>({
    maxEntries: () => 1,
    ttlMs: () => cacheMs,
    tags: () => [],
    load: async () => await readLatency(Date.now()),
  })
}

/**
 * What the gateway itself took before it asked a provider, over 90 days of calls that one try answered; waiting in a queue
 * and for the caller's own bytes taken off. Read from the roll-ups, so as current as they are; at most a minute older.
 */
export async function ownLatency(): Promise<OwnLatency> {
  return await processState('usage.own-latency', createLatencyCache).get('all')
}
