import { pool } from '../../db/pg'
import { errorOwnerSql, isFailedSql } from '../../operations'
import type { ReadInput, Reading } from '../types'
import { defaultMinCalls, endedWithin } from './window-sql'

const owners = ['us', 'upstream', 'customer'] as const
type Row = { calls: bigint } & Record<(typeof owners)[number], bigint>

/** Percent of the window's calls that failed, by whose fault it was; nothing below `minCalls` calls. */
export async function readErrorRate(input: ReadInput): Promise<Reading[]> {
  const values: unknown[] = []
  const where = endedWithin(input, values)
  const failed = owners.map(
    (owner) => `count(*) FILTER (WHERE ${isFailedSql} AND ${errorOwnerSql} = '${owner}') AS ${owner}`,
  )
  const { rows } = await pool().query<Row>(
    `SELECT count(*) AS calls, ${failed.join(', ')} FROM usage_records WHERE ${where}`,
    values,
  )
  const row = rows[0]
  if (!row || Number(row.calls) < (input.filters.minCalls ?? defaultMinCalls)) return []
  return owners
    .filter((owner) => input.filters.owner === undefined || input.filters.owner === owner)
    .map((owner) => ({ label: owner, value: (Number(row[owner]) * 100) / Number(row.calls) }))
}
