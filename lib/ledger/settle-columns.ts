import { jsonArray, plainArray, textArray } from '../db/array-text'
import type { SettleItem } from './settle-item'

/** What a settlement costs before anything is said about who can pay it. */
export function dueOf(item: SettleItem): string {
  return item.status === 'voided' ? '0' : item.cost
}

/** The settlements as `settle_plain_batch` takes them: one array for each column, in the order of its parameters. */
export function settleColumns(items: readonly SettleItem[]): string[] {
  const hasResponses = items.some((item) => item.response_id !== null)
  return [
    textArray(items, (item) => item.request_id),
    textArray(items, (item) => item.user_id),
    textArray(items, (item) => item.key_id),
    textArray(items, (item) => item.pool_id),
    textArray(items, (item) => item.account_id),
    textArray(items, (item) => item.protocol),
    textArray(items, (item) => item.endpoint),
    plainArray(items, (item) => item.stream),
    plainArray(items, (item) => item.playground),
    textArray(items, (item) => item.requested_model),
    textArray(items, (item) => item.upstream_model),
    textArray(items, (item) => item.status),
    textArray(items, (item) => item.error_code),
    textArray(items, (item) => item.end_reason),
    plainArray(items, (item) => item.input_tokens),
    plainArray(items, (item) => item.cached_input_tokens),
    plainArray(items, (item) => item.cache_write_5m_tokens),
    plainArray(items, (item) => item.cache_write_1h_tokens),
    plainArray(items, (item) => item.output_tokens),
    plainArray(items, (item) => item.reasoning_tokens),
    jsonArray(items, (item) => item.media_tokens),
    jsonArray(items, (item) => item.tool_calls),
    textArray(items, (item) => item.service_tier),
    plainArray(items, dueOf),
    textArray(items, (item) => item.price_version_id),
    plainArray(items, (item) => item.rate_multiplier),
    textArray(items, (item) => item.usage_source),
    jsonArray(items, (item) => item.attempts),
    plainArray(items, (item) => item.queue_ms),
    plainArray(items, (item) => item.first_token_ms),
    plainArray(items, (item) => item.duration_ms),
    hasResponses ? textArray(items, (item) => item.response_id) : '{}',
    textArray(items, (item) => item.created_at),
  ]
}
