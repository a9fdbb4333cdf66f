import { pool } from '../db/pg'
import type { UsageFilter, UsageRecord } from './types'
import { usageFilterSql } from './usage-filter-sql'
import { type UsageRow, usageFromRow } from './usage-row'

const defaultLimit = 50
const maxLimit = 500

/** One page of records newest first, however large the caller wants it. */
export async function readUsagePage(
  filter: UsageFilter & { cursor?: string | null },
  limit: number,
): Promise<{ data: UsageRecord[]; nextCursor: string | null }> {
  const values: unknown[] = []
  const conditions = [usageFilterSql(filter, values)]
  if (filter.cursor) {
    values.push(filter.cursor)
    conditions.push(`r.request_id < $${values.length}`)
  }
  values.push(limit + 1)
  const { rows } = await pool().query<UsageRow>(
    `SELECT r.* FROM usage_records r WHERE ${conditions.join(' AND ')} ORDER BY r.request_id DESC LIMIT $${values.length}`,
    values,
  )
  const data = rows.slice(0, limit).map(usageFromRow)
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.requestId ?? null) : null }
}

/** Records newest first (by when their request came in), with the cursor of the next page; null at the end. */
export async function listUsageRecords(
  filter: UsageFilter & { cursor?: string | null; limit?: number },
): Promise<{ data: UsageRecord[]; nextCursor: string | null }> {
  const { limit = defaultLimit, ...rest } = filter
  return await readUsagePage(rest, Math.min(maxLimit, Math.max(1, limit)))
}
