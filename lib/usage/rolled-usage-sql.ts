import { rollupWatermark } from './roll-up-usage'
import type { UsageFilter, UsageGrouping, UsageTotals } from './types'
import { usageFilterSql } from './usage-filter-sql'

export type UsageQuery = Omit<UsageFilter, 'status' | 'errorCode'> & { from: Date; to: Date; groupBy?: UsageGrouping }

const bucketMs = 15 * 60_000
/** No call lasts longer between its id and its settlement: older ids needn't be looked at behind the watermark. */
const longestCall = '2 days'
const groupColumns: Readonly<Record<UsageGrouping, string>> = {
  none: "''",
  model: 'model',
  key: 'key_id',
  pool: 'pool_id',
  account: 'account_id',
  user: 'user_id',
}
const sums = [
  'requests',
  'failed',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'cost_nano_usd',
  'charged_nano_usd',
  'loss_nano_usd',
  'queue_ms',
  'first_token_ms',
  'first_token_count',
  'duration_ms',
] as const

/** The sums of every selected row, as columns. */
export const sumColumns = sums.map((name) => `coalesce(sum(${name}), 0)::bigint AS ${name}`).join(', ')
export const groupColumn = (groupBy: UsageGrouping = 'none'): string => groupColumns[groupBy]

export type TotalsRow = Record<(typeof sums)[number], bigint>

/** A row of sums as the rest of the program sees it. */
export function totalsFromRow(row: TotalsRow): UsageTotals {
  return {
    ...{ requests: Number(row.requests), failed: Number(row.failed), inputTokens: Number(row.input_tokens) },
    cachedInputTokens: Number(row.cached_input_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    ...{ outputTokens: Number(row.output_tokens), costNanoUsd: row.cost_nano_usd },
    ...{ chargedNanoUsd: row.charged_nano_usd, lossNanoUsd: row.loss_nano_usd, queueMs: Number(row.queue_ms) },
    ...{ firstTokenMs: Number(row.first_token_ms), firstTokenCount: Number(row.first_token_count) },
    durationMs: Number(row.duration_ms),
  }
}

function floorToBucket(time: Date): Date {
  return new Date(Math.floor(time.getTime() / bucketMs) * bucketMs)
}

const tail = `
  SELECT date_bin('15 minutes', r.created_at, 'epoch') AS bucket_start, r.user_id, r.key_id, r.pool_id,
    coalesce(r.account_id, '') AS account_id, r.requested_model AS model, 1::bigint AS requests,
    CASE WHEN r.status IN ('failed', 'voided') THEN 1 ELSE 0 END::bigint AS failed, r.input_tokens, r.cached_input_tokens,
    r.cache_write_5m_tokens + r.cache_write_1h_tokens AS cache_write_tokens, r.output_tokens, r.cost_nano_usd,
    r.charged_nano_usd, r.loss_nano_usd, r.queue_ms::bigint AS queue_ms, coalesce(r.first_token_ms, 0)::bigint AS first_token_ms,
    (r.first_token_ms IS NOT NULL)::int::bigint AS first_token_count, r.duration_ms::bigint AS duration_ms
  FROM usage_records r`

/**
 * A sub-select of usage by 15 minutes: the roll-ups, and behind their watermark the records themselves, so that the
 * sums are always current. Times are taken down to whole buckets, which every timezone's days are made of.
 */
export function rolledUsageSql(query: UsageQuery, values: unknown[]): string {
  const { groupBy: _, model, ...given } = query
  const filter = {
    ...given,
    from: floorToBucket(query.from),
    to: floorToBucket(new Date(query.to.getTime() + bucketMs - 1)),
  }
  const watermark = `coalesce((SELECT reached_at FROM job_watermarks WHERE name = '${rollupWatermark}'), 'epoch')`
  const oldestId = `id_floor('req', greatest('epoch', ${watermark} - interval '${longestCall}'))`
  const records = usageFilterSql(filter, values)
  const conditions: string[] = []
  const add = (column: string, operator: string, value: unknown): void => {
    if (value === undefined) return
    values.push(value)
    conditions.push(`${column} ${operator} $${values.length}`)
  }
  add('user_id', '=', query.userId)
  const userParameter = query.userId === undefined ? null : `$${values.length}`
  add('key_id', '=', query.keyId)
  add('pool_id', '=', query.poolId)
  add('account_id', '=', query.accountId)
  for (const [operator, time] of [
    ['>=', filter.from],
    ['<', filter.to],
  ] as const) {
    values.push(time)
    const parameter = `$${values.length}`
    // As a pair it can only be read along the customer's own index: along everyone's time it takes ten times as long.
    conditions.push(
      userParameter === null
        ? `bucket_start ${operator} ${parameter}`
        : `(user_id, bucket_start) ${operator} (${userParameter}, ${parameter}::timestamptz)`,
    )
  }
  let ofModel = ''
  if (model !== undefined) {
    values.push(model)
    ofModel = `WHERE model = $${values.length}`
  }
  const columns = `bucket_start, user_id, key_id, pool_id, account_id, model, ${sums.join(', ')}`
  return `(SELECT * FROM (SELECT ${columns} FROM usage_rollups WHERE ${conditions.join(' AND ')}
    UNION ALL ${tail} WHERE r.settled_at >= ${watermark} AND r.request_id >= ${oldestId} AND ${records}) u ${ofModel})`
}
