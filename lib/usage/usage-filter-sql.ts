import { idFloor } from '../ids'
import type { UsageFilter } from './types'

/** An id is made when a request comes in, its record's time is its admission: it may have waited this long. */
const maxWaitMs = 2 * 3_600_000
const skewMs = 60_000

/** The filter as SQL conditions over usage_records `r`; times also bound the ids, so that few partitions are read. */
export function usageFilterSql(filter: UsageFilter, values: unknown[]): string {
  const conditions = ['true']
  const add = (condition: (placeholder: string) => string, value: unknown): void => {
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  if (filter.userId !== undefined) add((p) => `r.user_id = ${p}`, filter.userId)
  if (filter.keyId !== undefined) add((p) => `r.key_id = ${p}`, filter.keyId)
  if (filter.poolId !== undefined) add((p) => `r.pool_id = ${p}`, filter.poolId)
  if (filter.accountId !== undefined) add((p) => `r.account_id = ${p}`, filter.accountId)
  if (filter.status !== undefined) add((p) => `r.status = ${p}`, filter.status)
  if (filter.errorCode !== undefined) add((p) => `r.error_code = ${p}`, filter.errorCode)
  if (filter.model !== undefined) add((p) => `(r.requested_model = ${p} OR r.upstream_model = ${p})`, filter.model)
  if (filter.from !== undefined) {
    add((p) => `r.created_at >= ${p}`, filter.from)
    add((p) => `r.request_id >= ${p}`, idFloor('request', Math.max(0, filter.from.getTime() - maxWaitMs)))
  }
  if (filter.to !== undefined) {
    add((p) => `r.created_at < ${p}`, filter.to)
    add((p) => `r.request_id < ${p}`, idFloor('request', Math.max(0, filter.to.getTime() + skewMs)))
  }
  return conditions.join(' AND ')
}
