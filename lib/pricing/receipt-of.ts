import { formatMultiplier, type NanoUsd } from '../money'
import type { Receipt, ReceiptLine } from '../receipts'
import { costOf } from './cost-of'
import type { PriceVersion, TokenUsage } from './types'

export const roundingRule =
  'sum of quantity × unit price per million × multiplier, rounded once to whole nano-USD, half up'

/** What a receipt needs of a usage record. */
export type ReceiptSubject = {
  requestId: string
  userId: string
  keyId: string
  requestedModel: string
  status: string
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
  fundedBy: string
  priceVersionId: string | null
  /** Millionths. */
  rateMultiplier: bigint
  usageSource: string
  queueMs: number
  firstTokenMs: number | null
  durationMs: number
  createdAt: Date
  settledAt: Date
}

/** The token classes of a record as prices name them. */
export function usageOfRecord(record: ReceiptSubject): TokenUsage {
  return {
    ...{ input: record.inputTokens, cachedInput: record.cachedInputTokens, cacheWrite5m: record.cacheWrite5mTokens },
    ...{ cacheWrite1h: record.cacheWrite1hTokens, output: record.outputTokens, reasoning: record.reasoningTokens },
    ...{ media: record.mediaTokens, toolCalls: record.toolCalls },
  }
}

function linesOf(record: ReceiptSubject, price: PriceVersion | null): ReceiptLine[] {
  if (price === null || record.costNanoUsd === 0n) return []
  const usage = usageOfRecord(record)
  const { serviceTier, rateMultiplier: multiplierMillionths } = record
  return costOf({ usage, price, multiplierMillionths, serviceTier }).lines.map((line) => ({
    ...{ class: line.class, quantity: line.quantity, unitNanoUsdPerMillion: line.unitNanoUsdPerMillion.toString() },
    nanoUsdTimesMillion: line.scaled.toString(),
  }))
}

/** Everything it takes to recompute what a request cost, and what was charged for it; `price` is the record's own version. */
export function receiptOf(record: ReceiptSubject, price: PriceVersion | null): Receipt {
  return {
    ...{ version: 1, requestId: record.requestId, userId: record.userId, keyId: record.keyId },
    ...{ model: record.requestedModel, status: record.status, tokens: usageOfRecord(record) },
    ...{ serviceTier: record.serviceTier, priceVersionId: record.priceVersionId },
    priceEffectiveFrom: price === null ? null : new Date(price.effectiveFromMs).toISOString(),
    lines: linesOf(record, price),
    ...{ multiplier: formatMultiplier(record.rateMultiplier), rounding: roundingRule },
    costNanoUsd: record.costNanoUsd.toString(),
    chargedNanoUsd: record.chargedNanoUsd.toString(),
    lossNanoUsd: record.lossNanoUsd.toString(),
    ...{ fundedBy: record.fundedBy, usageSource: record.usageSource, queueMs: record.queueMs },
    ...{ firstTokenMs: record.firstTokenMs, durationMs: record.durationMs },
    ...{ createdAt: record.createdAt.toISOString(), settledAt: record.settledAt.toISOString() },
  }
}
