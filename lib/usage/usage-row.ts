import type { AttemptRecord, UsageSource, UsageStatus } from '../ledger'
import type { UsageRecord } from './types'

export type UsageRow = {
  request_id: string
  user_id: string
  key_id: string
  pool_id: string
  account_id: string | null
  protocol: string
  endpoint: string
  stream: boolean
  playground: boolean
  requested_model: string
  upstream_model: string | null
  status: UsageStatus
  error_code: string | null
  end_reason: string | null
  input_tokens: bigint
  cached_input_tokens: bigint
  cache_write_5m_tokens: bigint
  cache_write_1h_tokens: bigint
  output_tokens: bigint
  reasoning_tokens: bigint
  media_tokens: Record<string, number>
  tool_calls: Record<string, number>
  service_tier: string | null
  cost_nano_usd: bigint
  charged_nano_usd: bigint
  loss_nano_usd: bigint
  funded_by: 'wallet' | 'subscription' | 'none'
  subscription_id: string | null
  price_version_id: string | null
  rate_multiplier: bigint
  usage_source: UsageSource
  attempts: AttemptRecord[]
  hold_nano_usd: bigint
  balance_after_nano_usd: bigint | null
  queue_ms: number
  first_token_ms: number | null
  duration_ms: number
  created_at: Date
  settled_at: Date
}

/** A stored record as the rest of the program sees it. */
export function usageFromRow(row: UsageRow): UsageRecord {
  return {
    ...{ requestId: row.request_id, userId: row.user_id, keyId: row.key_id, poolId: row.pool_id },
    ...{ accountId: row.account_id, protocol: row.protocol, endpoint: row.endpoint, stream: row.stream },
    ...{ playground: row.playground, requestedModel: row.requested_model, upstreamModel: row.upstream_model },
    ...{ status: row.status, errorCode: row.error_code, endReason: row.end_reason },
    ...{ inputTokens: Number(row.input_tokens), cachedInputTokens: Number(row.cached_input_tokens) },
    cacheWrite5mTokens: Number(row.cache_write_5m_tokens),
    cacheWrite1hTokens: Number(row.cache_write_1h_tokens),
    ...{ outputTokens: Number(row.output_tokens), reasoningTokens: Number(row.reasoning_tokens) },
    ...{ mediaTokens: row.media_tokens, toolCalls: row.tool_calls, serviceTier: row.service_tier },
    ...{ costNanoUsd: row.cost_nano_usd, chargedNanoUsd: row.charged_nano_usd, lossNanoUsd: row.loss_nano_usd },
    ...{ fundedBy: row.funded_by, subscriptionId: row.subscription_id, priceVersionId: row.price_version_id },
    ...{ rateMultiplier: row.rate_multiplier, usageSource: row.usage_source, attempts: row.attempts },
    ...{ holdNanoUsd: row.hold_nano_usd, balanceAfterNanoUsd: row.balance_after_nano_usd, queueMs: row.queue_ms },
    ...{ firstTokenMs: row.first_token_ms, durationMs: row.duration_ms },
    ...{ createdAt: row.created_at, settledAt: row.settled_at },
  }
}
