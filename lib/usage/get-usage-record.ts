import { isStorable } from '../clean-text'
import { pool } from '../db/pg'
import { AppError } from '../errors'
import type { UsageRecord } from './types'
import { type UsageRow, usageFromRow } from './usage-row'

/** The record of a request, or null while it runs or when it never was; with `userId` only that customer's. */
export async function findUsageRecord(requestId: string, userId?: string): Promise<UsageRecord | null> {
  if (!isStorable(requestId)) return null
  const { rows } = await pool().query<UsageRow>(
    'SELECT * FROM usage_records WHERE request_id = $1 AND ($2::text IS NULL OR user_id = $2)',
    [requestId, userId ?? null],
  )
  return rows[0] ? usageFromRow(rows[0]) : null
}

/** The record of a request; throws `not_found`. With `userId` only that customer's. */
export async function getUsageRecord(requestId: string, userId?: string): Promise<UsageRecord> {
  const record = await findUsageRecord(requestId, userId)
  if (!record) throw new AppError('not_found', `There is no usage record of request ${requestId}.`)
  return record
}
