import { isoText } from '../iso-text'
import type { SettleInput } from './types'

/** A settlement as `settle_requests` reads it and as the journal keeps it: JSON, amounts as texts. */
export type SettleItem = {
  /** Its place in the batch, which decides who is charged first. */
  n: number
  request_id: string
  user_id: string
  key_id: string
  pool_id: string
  process_id: string
  only_if_held: boolean
  /** What it was admitted for from a lease, while it has no hold of its own. */
  leased: string | null
  account_id: string | null
  protocol: string
  endpoint: string
  stream: boolean
  playground: boolean
  requested_model: string
  upstream_model: string | null
  status: string
  error_code: string | null
  end_reason: string | null
  input_tokens: number
  cached_input_tokens: number
  cache_write_5m_tokens: number
  cache_write_1h_tokens: number
  output_tokens: number
  reasoning_tokens: number
  media_tokens: object
  tool_calls: object
  service_tier: string | null
  cost: string
  funded_by: string
  subscription_id: string | null
  price_version_id: string | null
  rate_multiplier: string
  usage_source: string
  attempts: readonly object[]
  queue_ms: number
  first_token_ms: number | null
  duration_ms: number
  response_id: string | null
  created_at: string
}

/** The row form of a settlement. */
export function settleItem(input: SettleInput, onlyIfHeld = false, leased: string | null = null): SettleItem {
  const { request, usage } = input
  return {
    n: 0,
    request_id: request.requestId,
    user_id: request.userId,
    key_id: request.keyId,
    pool_id: request.poolId,
    process_id: input.processId,
    only_if_held: onlyIfHeld,
    leased,
    account_id: input.accountId,
    protocol: request.protocol,
    endpoint: request.endpoint,
    stream: request.stream,
    playground: request.playground,
    requested_model: request.requestedModel,
    upstream_model: input.upstreamModel,
    status: input.status,
    error_code: input.errorCode,
    end_reason: input.endReason,
    input_tokens: usage.input,
    cached_input_tokens: usage.cachedInput,
    cache_write_5m_tokens: usage.cacheWrite5m,
    cache_write_1h_tokens: usage.cacheWrite1h,
    output_tokens: usage.output,
    reasoning_tokens: usage.reasoning,
    media_tokens: usage.media,
    tool_calls: usage.toolCalls,
    service_tier: request.serviceTier,
    cost: input.costNanoUsd.toString(),
    funded_by: input.fundedBy,
    subscription_id: input.subscriptionId,
    price_version_id: input.priceVersionId,
    rate_multiplier: request.rateMultiplier.toString(),
    usage_source: input.usageSource,
    attempts: input.attempts,
    queue_ms: Math.round(input.queueMs),
    first_token_ms: input.firstTokenMs === null ? null : Math.round(input.firstTokenMs),
    duration_ms: Math.round(input.durationMs),
    response_id: input.responseId,
    created_at: isoText(request.createdAtMs),
  }
}
