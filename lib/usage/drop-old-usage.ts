import { pool } from '../db/pg'

/**
 * Drops the partitions of usage records whose whole month is older than `months`; answers their names.
 * Roll-ups and transfers stay, so dashboards and books keep their numbers.
 */
export async function dropOldUsage(months: number, at: Date = new Date()): Promise<string[]> {
  const before = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1))
  const { rows } = await pool().query<{ name: string }>('SELECT drop_usage_partitions($1) AS name', [before])
  return rows.map((row) => row.name)
}
