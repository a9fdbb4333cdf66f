import { pool } from '../db/pg'
import {
  groupColumn,
  rolledUsageSql,
  sumColumns,
  type TotalsRow,
  totalsFromRow,
  type UsageQuery,
} from './rolled-usage-sql'
import type { UsageTotals } from './types'

const maxPoints = 20_000

export type SeriesQuery = UsageQuery & {
  bucket: '15min' | 'hour' | 'day' | 'week' | 'month'
  /** IANA name: hours, days, weeks and months are this zone's. */
  timezone: string
}
export type SeriesPoint = UsageTotals & { startsAt: Date; group: string }

/** Sums by time and group, oldest first, only where there was usage; always current. */
export async function spendSeries(query: SeriesQuery): Promise<SeriesPoint[]> {
  const { bucket, timezone, ...rest } = query
  const values: unknown[] = [timezone]
  const source = rolledUsageSql(rest, values)
  const start =
    bucket === '15min' ? 'bucket_start' : `date_trunc('${bucket}', bucket_start AT TIME ZONE $1) AT TIME ZONE $1`
  const { rows } = await pool().query<TotalsRow & { starts_at: Date; group_name: string }>(
    `SELECT ${start} AS starts_at, ${groupColumn(query.groupBy)} AS group_name, ${sumColumns}
     FROM ${source} u WHERE $1::text IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${maxPoints}`,
    values,
  )
  return rows.map((row) => ({ startsAt: row.starts_at, group: row.group_name, ...totalsFromRow(row) }))
}
