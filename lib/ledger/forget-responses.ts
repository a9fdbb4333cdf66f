import { pool } from '../db/pg'

const maxForgotten = 50_000

/** Forgets who owns upstream responses older than 30 days; answers how many. */
export async function forgetResponses(): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM upstream_responses WHERE (user_id, response_id) IN (
       SELECT user_id, response_id FROM upstream_responses WHERE expires_at < now() LIMIT ${maxForgotten})`,
  )
  return rowCount ?? 0
}
