import type { SettleInput } from './types'

/** A settlement as `settle_requests` reads it and as the journal keeps it: JSON, amounts as texts. */
export type SettleItem = {
  request_id: string
  user_id: string
  only_if_held: boolean
  end_reason: string | null
  usage_source: string
  process_id: string
  [field: string]: unknown
}

/** The row form of a settlement. */
export function settleItem(input: SettleInput): SettleItem {
  const { request, usage } = input
  return {
    request_id: request.requestId,
    user_id: request.userId,
    key_id: request.keyId,
    pool_id: request.poolId,
    process_id: input.processId,
    only_if_held: false,
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
    created_at: new Date(request.createdAtMs).toISOString(),
  }
}
