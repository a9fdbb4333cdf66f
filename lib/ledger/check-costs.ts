import { pool } from '../db/pg'
import { idFloor } from '../ids'
import { logger } from '../logger'

const watermark = 'ledger_costs'
const dayMs = 86_400_000
/** Days looked at in one run; a longer past is worked off by the next ones. */
const maxDays = 45
const maxShown = 20

/** The transfers into revenue for a request are its cost, less what a correction gave back. */
const query = `
  SELECT count(*)::int AS checked, count(*) FILTER (WHERE r.cost_nano_usd <> coalesce(t.amount, 0))::int AS wrong,
    (array_agg(r.request_id) FILTER (WHERE r.cost_nano_usd <> coalesce(t.amount, 0)))[1:${maxShown}] AS requests
  FROM usage_records r LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN credit_account = 'revenue' THEN amount_nano_usd ELSE -amount_nano_usd END) AS amount
    FROM transfers WHERE id >= r.request_id || '_' AND id < r.request_id || '~') t ON true
  WHERE r.request_id >= $1 AND r.request_id < $2`

const startQuery = `
  SELECT coalesce((SELECT reached_at FROM job_watermarks WHERE name = $1),
    (SELECT min(created_at) FROM usage_records)) AS at`

type Checked = { checked: number; wrong: number }

/**
 * Compares the transfers of every request with its cost, day by day from where the last run came to (its last day
 * again, for what was settled late). A day with a difference isn't passed: it is reported by every run until it is right.
 */
export async function checkCosts(nowMs = Date.now()): Promise<Checked & { reachedAt: Date | null }> {
  const { rows: starts } = await pool().query<{ at: Date | null }>(startQuery, [watermark])
  const start = starts[0]?.at
  if (!start) return { checked: 0, wrong: 0, reachedAt: null }
  const total: Checked = { checked: 0, wrong: 0 }
  let fromMs = start.getTime() - dayMs
  for (let day = 0; day < maxDays && fromMs < nowMs; day++) {
    const untilMs = Math.min(fromMs + dayMs, nowMs + 1)
    const { rows } = await pool().query<Checked & { requests: string[] | null }>(query, [
      idFloor('request', fromMs),
      idFloor('request', untilMs),
    ])
    const found = rows[0]
    total.checked += found?.checked ?? 0
    if (found && found.wrong > 0) {
      total.wrong = found.wrong
      logger().error({ requests: found.requests, wrong: found.wrong }, 'requests whose transfers are not their cost')
      break
    }
    fromMs = untilMs
  }
  const reachedAt = new Date(Math.max(fromMs, start.getTime() - dayMs))
  await pool().query(
    `INSERT INTO job_watermarks (name, reached_at, detail) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, detail = excluded.detail, updated_at = now()`,
    [watermark, reachedAt, JSON.stringify(total)],
  )
  return { ...total, reachedAt }
}
