import type { AttemptRecord, UsageSource, UsageStatus } from '../ledger'
import type { NanoUsd } from '../money'

/** One admitted request as it ended. */
export type UsageRecord = {
  requestId: string
  userId: string
  keyId: string
  poolId: string
  accountId: string | null
  protocol: string
  endpoint: string
  stream: boolean
  playground: boolean
  requestedModel: string
  upstreamModel: string | null
  status: UsageStatus
  errorCode: string | null
  endReason: string | null
  inputTokens: number
  cachedInputTokens: number
  cacheWrite5mTokens: number
  cacheWrite1hTokens: number
  outputTokens: number
  reasoningTokens: number
  mediaTokens: Readonly<Record<string, number>>
  toolCalls: Readonly<Record<string, number>>
  serviceTier: string | null
  costNanoUsd: NanoUsd
  chargedNanoUsd: NanoUsd
  lossNanoUsd: NanoUsd
  fundedBy: 'wallet' | 'subscription' | 'none'
  subscriptionId: string | null
  priceVersionId: string | null
  /** Millionths. */
  rateMultiplier: bigint
  usageSource: UsageSource
  attempts: readonly AttemptRecord[]
  holdNanoUsd: NanoUsd
  balanceAfterNanoUsd: NanoUsd | null
  queueMs: number
  firstTokenMs: number | null
  durationMs: number
  createdAt: Date
  settledAt: Date
}

export type UsageFilter = {
  userId?: string
  keyId?: string
  poolId?: string
  accountId?: string
  /** Asked or used. */
  model?: string
  status?: UsageStatus
  errorCode?: string
  /** `from` ≤ createdAt < `to`. */
  from?: Date
  to?: Date
}

/** Sums over many requests. */
export type UsageTotals = {
  requests: number
  failed: number
  inputTokens: number
  cachedInputTokens: number
  cacheWriteTokens: number
  outputTokens: number
  costNanoUsd: NanoUsd
  chargedNanoUsd: NanoUsd
  lossNanoUsd: NanoUsd
  /** Sums; divide by `requests` (first token: by `firstTokenCount`) for averages. */
  queueMs: number
  firstTokenMs: number
  firstTokenCount: number
  durationMs: number
}

export type UsageGrouping = 'none' | 'model' | 'key' | 'pool' | 'account' | 'user'
