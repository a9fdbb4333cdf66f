import { pool } from '../../db/pg'
import type { ReadInput, Reading } from '../types'
import { defaultMinCalls, endedWithin, maxLabels } from './window-sql'

type Row = { label: string; name: string | null; value: number }

async function percentiles(input: ReadInput, column: string, label: string, name: string): Promise<Reading[]> {
  const values: unknown[] = []
  const where = endedWithin(input, values)
  values.push(input.filters.minCalls ?? defaultMinCalls)
  const { rows } = await pool().query<Row>(
    `SELECT u.label, ${name} AS name, u.value FROM (
       SELECT ${label} AS label, percentile_disc(0.95) WITHIN GROUP (ORDER BY ${column}) AS value
       FROM usage_records WHERE ${where} AND ${column} IS NOT NULL
       GROUP BY 1 HAVING count(*) >= $${values.length} ORDER BY 2 DESC LIMIT ${maxLabels}) u`,
    values,
  )
  return rows.map((row) => ({ label: row.label, value: row.value, ...(row.name === null ? {} : { name: row.name }) }))
}

/** How long 95 of 100 calls of a pool waited for slots at most, in milliseconds. */
export async function readQueueWait(input: ReadInput): Promise<Reading[]> {
  return await percentiles(input, 'queue_ms', 'pool_id', '(SELECT p.name FROM account_pools p WHERE p.id = u.label)')
}

/** How soon 95 of 100 calls of a model began to answer at the latest, in milliseconds. */
export async function readFirstToken(input: ReadInput): Promise<Reading[]> {
  return await percentiles(input, 'first_token_ms', 'requested_model', 'NULL::text')
}
