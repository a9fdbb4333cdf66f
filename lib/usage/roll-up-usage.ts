import { withLongTransaction } from '../db/long-transaction'
import type { Sql } from '../db/pg'
import { idFloor } from '../ids'
import { ownLatencyBounds } from './own-latency-bins'

export const rollupWatermark = 'usage_rollups'
/** Settlements committed later than this after their own time are found by the next runs, which look back further. */
const settleSlack = '20 seconds'
const lookBack = '2 hours'
/** What one transaction sums at most; a year of backlog is worked off step by step, each step kept. */
const stepSpan = '1 day'
const maxSteps = 800
const stepTimeoutMs = 600_000
const bucketMs = 15 * 60_000
/** A request may have waited this long between its id and its admission. */
const maxWaitMs = 2 * 3_600_000
const skewMs = 60_000
/** Buckets further apart are read apart: what lies between them has more rows than they have. */
const maxGapMs = maxWaitMs

/** From two hours before the watermark, else from the oldest settlement. */
const boundsQuery = `
  WITH mark AS (SELECT reached_at FROM job_watermarks WHERE name = $1),
  low AS (SELECT coalesce((SELECT reached_at - $2::interval FROM mark), (SELECT min(settled_at) FROM usage_records),
    now() - $4::interval - interval '1 second') AS at)
  SELECT low.at AS low, least(low.at + $3::interval + $2::interval, now() - $4::interval) AS high,
    now() - $4::interval AS target FROM low`

const touchedQuery = `
  SELECT DISTINCT date_bin('15 minutes', created_at, 'epoch') AS bucket FROM usage_records
  WHERE settled_at >= $1 AND settled_at < $2 ORDER BY 1`

/** Buckets are always summed whole; ids narrow what is read to few partitions. */
const insert = `
  INSERT INTO usage_rollups (bucket_start, user_id, key_id, pool_id, account_id, model, requests, failed, input_tokens,
    cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd, charged_nano_usd, loss_nano_usd, queue_ms,
    first_token_ms, first_token_count, duration_ms)
  SELECT date_bin('15 minutes', r.created_at, 'epoch'), r.user_id, r.key_id, r.pool_id, coalesce(r.account_id, ''),
    r.requested_model, count(*),
    count(*) FILTER (WHERE r.status IN ('failed', 'voided')), sum(r.input_tokens), sum(r.cached_input_tokens),
    sum(r.cache_write_5m_tokens + r.cache_write_1h_tokens), sum(r.output_tokens), sum(r.cost_nano_usd),
    sum(r.charged_nano_usd), sum(r.loss_nano_usd), sum(r.queue_ms), coalesce(sum(r.first_token_ms), 0),
    count(r.first_token_ms), sum(r.duration_ms)
  FROM usage_records r
  WHERE r.request_id >= $1 AND r.request_id < $2 AND r.settled_at < $3
    AND date_bin('15 minutes', r.created_at, 'epoch') = ANY ($4::timestamptz[])
  GROUP BY 1, 2, 3, 4, 5, 6`

/** Only calls that one try answered: what a failed try took was the provider's. */
const insertLatencies = `
  INSERT INTO own_latency_rollups (bucket_start, bin, calls)
  SELECT date_bin('15 minutes', r.created_at, 'epoch'),
    width_bucket((r.attempts->0->>'ownMs')::double precision, $5::double precision[]), count(*)
  FROM usage_records r
  WHERE r.request_id >= $1 AND r.request_id < $2 AND r.settled_at < $3
    AND date_bin('15 minutes', r.created_at, 'epoch') = ANY ($4::timestamptz[])
    AND r.status = 'completed' AND jsonb_array_length(r.attempts) = 1 AND r.attempts->0->>'ownMs' IS NOT NULL
  GROUP BY 1, 2`

type Bounds = { low: Date; high: Date; target: Date }
type Step = { buckets: number; isLast: boolean }

/** Neighbouring buckets together. */
function groupsOf(buckets: readonly Date[]): Date[][] {
  const groups: Date[][] = []
  for (const bucket of buckets) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    if (group && before && bucket.getTime() - before.getTime() <= maxGapMs) group.push(bucket)
    else groups.push([bucket])
  }
  return groups
}

async function sumBuckets(tx: Sql, buckets: readonly Date[], high: Date): Promise<void> {
  await tx.query('DELETE FROM usage_rollups WHERE bucket_start = ANY ($1::timestamptz[])', [buckets])
  await tx.query('DELETE FROM own_latency_rollups WHERE bucket_start = ANY ($1::timestamptz[])', [buckets])
  for (const group of groupsOf(buckets)) {
    const first = group[0]?.getTime() ?? 0
    const last = group.at(-1)?.getTime() ?? 0
    const low = idFloor('request', Math.max(0, first - maxWaitMs))
    const values = [low, idFloor('request', last + bucketMs + skewMs), high, group]
    await tx.query(insert, values)
    await tx.query(insertLatencies, [...values, ownLatencyBounds])
  }
}

async function rollUpStep(tx: Sql): Promise<Step> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.rollups'))")
  const values = [rollupWatermark, lookBack, stepSpan, settleSlack]
  const [bounds] = (await tx.query<Bounds>(boundsQuery, values)).rows
  if (!bounds || bounds.high <= bounds.low) return { buckets: 0, isLast: true }
  const { low, high, target } = bounds
  const buckets = (await tx.query<{ bucket: Date }>(touchedQuery, [low, high])).rows.map((row) => row.bucket)
  if (buckets.length > 0) await sumBuckets(tx, buckets, high)
  await tx.query(
    `INSERT INTO job_watermarks (name, reached_at, updated_at, detail) VALUES ($1, $2, now(), $3)
     ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now(), detail = excluded.detail`,
    [rollupWatermark, high, JSON.stringify({ buckets: buckets.length })],
  )
  return { buckets: buckets.length, isLast: high >= target }
}

/**
 * Sums the 15-minute buckets in which something was settled since the last run (and two hours before it), each whole;
 * answers how many. Idempotent; one step at a time over all processes, and a run that is cut off keeps its steps.
 */
export async function rollUpUsage(): Promise<number> {
  let buckets = 0
  for (let done = 0; done < maxSteps; done++) {
    const step = await withLongTransaction('rollups', stepTimeoutMs, rollUpStep)
    buckets += step.buckets
    if (step.isLast) break
  }
  return buckets
}
