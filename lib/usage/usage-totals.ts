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

const defaultLimit = 50
const maxLimit = 1_000

/** Sums of a span of time, one row for each group (one row without grouping), the costliest first; always current. */
export async function usageTotals(
  query: UsageQuery & { limit?: number },
): Promise<(UsageTotals & { group: string })[]> {
  const { limit = defaultLimit, ...rest } = query
  const values: unknown[] = []
  const source = rolledUsageSql(rest, values)
  values.push(Math.min(maxLimit, Math.max(1, limit)))
  const column = groupColumn(query.groupBy)
  const { rows } = await pool().query<TotalsRow & { group_name: string }>(
    `SELECT ${column} AS group_name, ${sumColumns} FROM ${source} u
     GROUP BY ${column === "''" ? '()' : column} ORDER BY cost_nano_usd DESC, 1 LIMIT $${values.length}`,
    values,
  )
  return rows.map((row) => ({ group: row.group_name, ...totalsFromRow(row) }))
}
