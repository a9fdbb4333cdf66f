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

/** Buckets are summed whole each time while that takes less than this ... */
const cheapMs = 1_000
/** ... and at most so much of the time when it takes longer: in between, what is new is added. */
const wholeShare = 1 / 50
/** Well within what a whole run looks back. */
const maxAddingMs = 3_600_000

/** From two hours before the watermark, else from the oldest settlement. */
const boundsQuery = `
  WITH mark AS (SELECT reached_at FROM job_watermarks WHERE name = $1),
  low AS (SELECT coalesce((SELECT reached_at - $2::interval FROM mark), (SELECT min(settled_at) FROM usage_records),
    now() - $4::interval - interval '1 second') AS at)
  SELECT low.at AS low, least(low.at + $3::interval + $2::interval, now() - $4::interval) AS high,
    now() - $4::interval AS target, (extract(epoch FROM now()) * 1000)::float8 AS "nowMs" FROM low`

const touchedQuery = `
  SELECT DISTINCT date_bin('15 minutes', created_at, 'epoch') AS bucket FROM usage_records
  WHERE settled_at >= $1 AND settled_at < $2 ORDER BY 1`

const sumColumns = [
  ...['requests', 'failed', 'input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'output_tokens'],
  ...['cost_nano_usd', 'charged_nano_usd', 'loss_nano_usd', 'queue_ms', 'first_token_ms', 'first_token_count'],
  'duration_ms',
]

/** Calls and costs of the records that `which` names, by bucket, customer, key, pool, account and model. */
function sumsOf(which: string): string {
  return `
  INSERT INTO usage_rollups AS u (bucket_start, user_id, key_id, pool_id, account_id, model, ${sumColumns.join(', ')})
  SELECT date_bin('15 minutes', r.created_at, 'epoch'), r.user_id, r.key_id, r.pool_id, coalesce(r.account_id, ''),
    r.requested_model, count(*),
    count(*) FILTER (WHERE r.status IN ('failed', 'voided')), sum(r.input_tokens), sum(r.cached_input_tokens),
    sum(r.cache_write_5m_tokens + r.cache_write_1h_tokens), sum(r.output_tokens), sum(r.cost_nano_usd),
    sum(r.charged_nano_usd), sum(r.loss_nano_usd), sum(r.queue_ms), coalesce(sum(r.first_token_ms), 0),
    count(r.first_token_ms), sum(r.duration_ms)
  FROM usage_records r WHERE ${which}
  GROUP BY 1, 2, 3, 4, 5, 6`
}

/** Only calls that one try answered: what a failed try took was the provider's. `bounds` is the parameter with the bins. */
function latenciesOf(which: string, bounds: string): string {
  return `
  INSERT INTO own_latency_rollups AS o (bucket_start, bin, calls)
  SELECT date_bin('15 minutes', r.created_at, 'epoch'),
    width_bucket((r.attempts->0->>'ownMs')::double precision, ${bounds}::double precision[]), count(*)
  FROM usage_records r WHERE ${which}
    AND r.status = 'completed' AND jsonb_array_length(r.attempts) = 1 AND r.attempts->0->>'ownMs' IS NOT NULL
  GROUP BY 1, 2`
}

/** Whole buckets; ids narrow what is read to few partitions. */
const inBuckets = `r.request_id >= $1 AND r.request_id < $2 AND r.settled_at < $3
    AND date_bin('15 minutes', r.created_at, 'epoch') = ANY ($4::timestamptz[])`
const insert = sumsOf(inBuckets)
const insertLatencies = latenciesOf(inBuckets, '$5')

const isNew = 'r.settled_at >= $1 AND r.settled_at < $2'
const add = `
  WITH added AS (${sumsOf(isNew)}
  ON CONFLICT (user_id, bucket_start, key_id, pool_id, account_id, model) DO UPDATE SET
    ${sumColumns.map((name) => `${name} = u.${name} + excluded.${name}`).join(', ')} RETURNING 1)
  SELECT count(*)::int AS rows FROM added`
const addLatencies = `${latenciesOf(isNew, '$3')}
  ON CONFLICT (bucket_start, bin) DO UPDATE SET calls = o.calls + excluded.calls`

type Bounds = { low: Date; high: Date; target: Date; nowMs: number }
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

async function lock(tx: Sql): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.rollups'))")
}

async function keepMark(tx: Sql, reachedAt: Date, detail: Detail): Promise<void> {
  await tx.query(
    `INSERT INTO job_watermarks (name, reached_at, updated_at, detail) VALUES ($1, $2, now(), $3)
     ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now(), detail = excluded.detail`,
    [rollupWatermark, reachedAt, JSON.stringify(detail)],
  )
}

/** When buckets were last summed whole, and how long that took. */
type Detail = { buckets: number; wholeAtMs: number; wholeMs: number }
type Mark = { reached: Date; high: Date; detail: Partial<Detail>; nowMs: number }

/** What was settled since the watermark is added to its buckets; null = it's time to sum them whole. */
async function addNew(tx: Sql): Promise<number | null> {
  await lock(tx)
  const [mark] = (
    await tx.query<Mark>(
      `SELECT reached_at AS reached, now() - $2::interval AS high, detail, (extract(epoch FROM now()) * 1000)::float8 AS "nowMs"
       FROM job_watermarks WHERE name = $1`,
      [rollupWatermark, settleSlack],
    )
  ).rows
  const { wholeAtMs, wholeMs = 0 } = mark?.detail ?? {}
  if (!mark || wholeAtMs === undefined || wholeMs < cheapMs) return null
  if (mark.nowMs - wholeAtMs >= Math.min(wholeMs / wholeShare, maxAddingMs)) return null
  const { reached, high } = mark
  if (high <= reached) return 0
  if (high.getTime() - reached.getTime() > maxAddingMs) return null
  const [added] = (await tx.query<{ rows: number }>(add, [reached, high])).rows
  await tx.query(addLatencies, [reached, high, ownLatencyBounds])
  const buckets = added?.rows ?? 0
  await keepMark(tx, high, { buckets, wholeAtMs, wholeMs })
  return buckets
}

async function sumStep(tx: Sql): Promise<Step> {
  const startedMs = performance.now()
  await lock(tx)
  const values = [rollupWatermark, lookBack, stepSpan, settleSlack]
  const [bounds] = (await tx.query<Bounds>(boundsQuery, values)).rows
  if (!bounds || bounds.high <= bounds.low) return { buckets: 0, isLast: true }
  const { low, high, target } = bounds
  const buckets = (await tx.query<{ bucket: Date }>(touchedQuery, [low, high])).rows.map((row) => row.bucket)
  if (buckets.length > 0) await sumBuckets(tx, buckets, high)
  const wholeMs = Math.round(performance.now() - startedMs)
  await keepMark(tx, high, { buckets: buckets.length, wholeAtMs: bounds.nowMs, wholeMs })
  return { buckets: buckets.length, isLast: high >= target }
}

/**
 * Sums the 15-minute buckets in which something was settled since the last run (and two hours before it), each whole;
 * answers how many. Where that takes long, it is done at most a fiftieth of the time (at least once an hour), and what
 * is new since then is added each time. Idempotent; one step at a time over all processes, and a run that is cut off keeps
 * its steps.
 */
export async function rollUpUsage(): Promise<number> {
  const added = await withLongTransaction('rollups', stepTimeoutMs, addNew)
  if (added !== null) return added
  let buckets = 0
  for (let done = 0; done < maxSteps; done++) {
    const step = await withLongTransaction('rollups', stepTimeoutMs, sumStep)
    buckets += step.buckets
    if (step.isLast) break
  }
  return buckets
}
