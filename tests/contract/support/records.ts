import { pool } from '@/lib/db/pg'
import { findUsageRecord, type UsageRecord } from '@/lib/usage'
import type { Tenant } from './gateway'

/** Every usage record of the tenant's user, oldest first. */
export async function recordsOf(tenant: Tenant): Promise<UsageRecord[]> {
  const { rows } = await pool().query<{ request_id: string }>(
    'SELECT request_id FROM usage_records WHERE user_id = $1::text ORDER BY created_at, request_id',
    [tenant.userId],
  )
  const found = await Promise.all(rows.map((row) => findUsageRecord(row.request_id)))
  return found.flatMap((record) => record ?? [])
}
