import { type Sql, withTransaction } from '../db/pg'

export const rollupWatermark = 'usage_rollups'
/** Settlements committed later than this after their own time are found by the next runs, which look back further. */
const settleSlack = '20 seconds'
const lookBack = '2 hours'

const touched = `
  SELECT DISTINCT date_bin('15 minutes', created_at, 'epoch') AS bucket FROM usage_records
  WHERE settled_at >= $1 AND settled_at < $2`

/** A bucket is always summed whole; ids narrow the partitions (a request may have waited before its admission). */
const insert = `
  INSERT INTO usage_rollups (bucket_start, user_id, key_id, pool_id, account_id, model, requests, failed, input_tokens,
    cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd, charged_nano_usd, loss_nano_usd, queue_ms,
    first_token_ms, first_token_count, duration_ms)
  SELECT b.bucket, r.user_id, r.key_id, r.pool_id, coalesce(r.account_id, ''), r.requested_model, count(*),
    count(*) FILTER (WHERE r.status IN ('failed', 'voided')), sum(r.input_tokens), sum(r.cached_input_tokens),
    sum(r.cache_write_5m_tokens + r.cache_write_1h_tokens), sum(r.output_tokens), sum(r.cost_nano_usd),
    sum(r.charged_nano_usd), sum(r.loss_nano_usd), sum(r.queue_ms), coalesce(sum(r.first_token_ms), 0),
    count(r.first_token_ms), sum(r.duration_ms)
  FROM unnest($1::timestamptz[]) AS b(bucket)
  JOIN usage_records r ON r.created_at >= b.bucket AND r.created_at < b.bucket + interval '15 minutes'
    AND r.request_id >= id_floor('req', b.bucket - interval '2 hours')
    AND r.request_id < id_floor('req', b.bucket + interval '16 minutes')
  WHERE r.settled_at < $2
  GROUP BY b.bucket, r.user_id, r.key_id, r.pool_id, coalesce(r.account_id, ''), r.requested_model`

async function rollUp(tx: Sql): Promise<number> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.rollups'))")
  await tx.query("SET LOCAL statement_timeout = '10min'")
  const { rows: bounds } = await tx.query<{ low: Date; high: Date }>(
    `SELECT coalesce((SELECT reached_at FROM job_watermarks WHERE name = $1), 'epoch') - $2::interval AS low,
       now() - $3::interval AS high`,
    [rollupWatermark, lookBack, settleSlack],
  )
  const { low, high } = bounds[0] ?? { low: new Date(0), high: new Date(0) }
  const { rows } = await tx.query<{ bucket: Date }>(touched, [low, high])
  const buckets = rows.map((row) => row.bucket)
  if (buckets.length > 0) {
    await tx.query('DELETE FROM usage_rollups WHERE bucket_start = ANY ($1::timestamptz[])', [buckets])
    await tx.query(insert, [buckets, high])
  }
  await tx.query(
    `INSERT INTO job_watermarks (name, reached_at, updated_at, detail) VALUES ($1, $2, now(), $3)
     ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now(), detail = excluded.detail`,
    [rollupWatermark, high, JSON.stringify({ buckets: buckets.length })],
  )
  return buckets.length
}

/**
 * Sums the 15-minute buckets in which something was settled since the last run (and two hours before it), each whole;
 * answers how many. Idempotent; one run at a time over all processes.
 */
export async function rollUpUsage(): Promise<number> {
  return await withTransaction(rollUp)
}
