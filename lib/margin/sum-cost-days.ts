import { withLongTransaction } from '../db/long-transaction'
import { pool, type Sql } from '../db/pg'
import { idFloor } from '../ids'

const watermark = 'cost_days'
const dayMs = 86_400_000
/** A call may have waited this long between its id and its admission. */
const maxWaitMs = 2 * 3_600_000
const skewMs = 60_000
const maxDays = 800
const stepTimeoutMs = 600_000

const markQuery = `SELECT coalesce((SELECT reached_at FROM job_watermarks WHERE name = $1),
    (SELECT min(created_at) FROM usage_records), now()) AS reached_at`
const noteQuery = `INSERT INTO job_watermarks (name, reached_at, updated_at) VALUES ($1, $2, now())
  ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now()`
const insert = `
  INSERT INTO cost_days (day, account_id, user_id, model, upstream_model, requests, input_tokens, cached_input_tokens,
    cache_write_tokens, output_tokens, book_nano_usd, charged_nano_usd)
  SELECT $3::date, account_id, user_id, requested_model, coalesce(upstream_model, requested_model), count(*),
    sum(input_tokens), sum(cached_input_tokens), sum(cache_write_5m_tokens + cache_write_1h_tokens), sum(output_tokens),
    sum(CASE WHEN rate_multiplier > 0 THEN round(cost_nano_usd::numeric * 1000000 / rate_multiplier) ELSE 0 END)::bigint,
    sum(charged_nano_usd)
  FROM usage_records
  WHERE request_id >= $1 AND request_id < $2 AND account_id IS NOT NULL AND created_at >= $3::date::timestamp AT TIME ZONE 'UTC'
    AND created_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC' AND status <> 'voided'
  GROUP BY 2, 3, 4, 5`

const startOfDay = (timeMs: number) => Math.floor(timeMs / dayMs) * dayMs
const dateText = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10)

/** Days are always summed whole: repeating it changes nothing. */
async function sumDay(tx: Sql, dayStartMs: number): Promise<void> {
  const day = dateText(dayStartMs)
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['turnpike.cost-days'])
  await tx.query('DELETE FROM cost_days WHERE day = $1::date', [day])
  const low = idFloor('request', Math.max(0, dayStartMs - maxWaitMs))
  await tx.query(insert, [low, idFloor('request', dayStartMs + dayMs + skewMs), day])
  await tx.query(noteQuery, [watermark, new Date(dayStartMs)])
}

/**
 * Sums what accounts, customers and models came to, by UTC day, from the day before the last one summed (calls settle
 * late) to today; a backlog is worked off a day at a time and kept. Answers how many days.
 */
export async function sumCostDays(nowMs: number = Date.now()): Promise<number> {
  const { rows } = await pool().query<{ reached_at: Date }>(markQuery, [watermark])
  let day = startOfDay((rows[0]?.reached_at.getTime() ?? nowMs) - dayMs)
  let done = 0
  for (; day <= nowMs && done < maxDays; day += dayMs, done++) {
    const current = day
    await withLongTransaction('cost-days', stepTimeoutMs, async (tx) => await sumDay(tx, current))
  }
  return done
}

const ageQuery = 'SELECT extract(epoch FROM now() - updated_at) AS age FROM job_watermarks WHERE name = $1'
const freshSeconds = 30

/** As `sumCostDays`, unless that was done within the last 30 s: for pages, which are read more often than sums change. */
export async function refreshCostDays(): Promise<void> {
  const { rows } = await pool().query<{ age: string }>(ageQuery, [watermark])
  const [last] = rows
  if (last === undefined || Number(last.age) > freshSeconds) await sumCostDays()
}
