import { pool } from '../db/pg'

/** Partitions that are always there beyond the current month's. */
const monthsAhead = 3

/** Makes the partitions of this month and the next three; answers how many were missing. Idempotent. */
export async function ensurePartitions(at: Date = new Date()): Promise<number> {
  const { rows } = await pool().query<{ made: number }>('SELECT ensure_partitions($1, $2) AS made', [
    at,
    monthsAhead + 1,
  ])
  return rows[0]?.made ?? 0
}
