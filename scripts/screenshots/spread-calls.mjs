import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const openMs = 60_000

/** The newest stay where they are; the others go back as far as six days, more of them to the nearer days. */
const move = `
  CREATE TEMP TABLE moved AS
    SELECT old, created_at - back AS at, back, left(id_floor('req', created_at - back), 14) || substr(old, 15) AS new
    FROM (SELECT request_id AS old, created_at,
        CASE WHEN n < 0.08 THEN interval '0' ELSE interval '6.2 days' * ((n - 0.08) / 0.92) ^ 1.2 END AS back
      FROM (SELECT request_id, created_at, percent_rank() OVER (ORDER BY request_id DESC) AS n
        FROM usage_records WHERE user_id = $1) ranked) placed`

const steps = [
  `UPDATE usage_records r SET request_id = m.new, created_at = m.at, settled_at = r.settled_at - m.back
    FROM moved m WHERE r.request_id = m.old`,
  `UPDATE transfers t SET request_id = m.new, id = m.new || substr(t.id, length(m.old) + 1), created_at = t.created_at - m.back
    FROM moved m WHERE t.request_id = m.old`,
  'DELETE FROM usage_rollups',
  `DELETE FROM job_watermarks WHERE name = 'usage_rollups'`,
]

const example = `SELECT request_id FROM usage_records
  WHERE user_id = $1 AND status = 'completed' AND stream AND requested_model = 'gpt-5' ORDER BY request_id DESC LIMIT 1`

/**
 * Gives the calls of a minute the times of a week, in a database that lives as long as the pictures take: each call was
 * made, priced and settled by the product, only when it was is changed.
 */
export async function spreadCalls(databaseUrl, userId) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const deadline = Date.now() + openMs; Date.now() < deadline; await sleep(200)) {
      const { rowCount } = await client.query('SELECT 1 FROM holds WHERE user_id = $1 LIMIT 1', [userId])
      if (rowCount === 0) break
    }
    await client.query('BEGIN')
    // The ledger refuses changes; this one is of a database that is thrown away.
    await client.query("SET LOCAL session_replication_role = 'replica'")
    await client.query(move, [userId])
    for (const step of steps) await client.query(step)
    await client.query('COMMIT')
    const { rows } = await client.query(example, [userId])
    return { requestId: rows[0]?.request_id ?? '' }
  } finally {
    await client.end()
  }
}
