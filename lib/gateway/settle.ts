import { type AttemptRecord, type SettleInput, settleRequest, type UsageSource, type UsageStatus } from '../ledger'
import { logger } from '../logger'
import { countSettlement } from '../metrics'
import { amountOf, findPrice, type PriceVersion, type TokenUsage } from '../pricing'
import { type Call, processId } from './call'
import { crashPoint } from './crash-point'
import type { HeldMoney } from './hold-money'
import { pendingSettlements } from './pending-settlements'

export const noUsage: TokenUsage = {
  input: 0,
  cachedInput: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  media: {},
  toolCalls: {},
}

/** How the call ended, as the path saw it. */
export type Outcome = {
  status: UsageStatus
  errorCode: string | null
  endReason: string | null
  accountId: string | null
  upstreamModel: string | null
  usage: TokenUsage
  usageSource: UsageSource
  attempts: readonly AttemptRecord[]
  responseId: string | null
  firstTokenMs: number | null
  /** What it costs, once it was worked out. */
  cost: OutcomeCost | null
}

type OutcomeCost = { costNanoUsd: bigint; price: PriceVersion | null }

/** The outcome of a call that never brought anything: nothing is charged. */
export function voided(call: Call, attempts: readonly AttemptRecord[]): Outcome {
  return {
    status: 'voided',
    errorCode: call.errorCode,
    endReason: call.exchange.signal.aborted ? 'caller_left' : null,
    accountId: attempts.at(-1)?.accountId ?? null,
    upstreamModel: null,
    usage: noUsage,
    usageSource: 'none',
    attempts,
    responseId: null,
    firstTokenMs: null,
    cost: null,
  }
}

/** What an outcome, to which nothing is changed afterwards, costs at the price of the model actually used, in the version in force at admission. */
export function costOfOutcome(call: Call, held: HeldMoney, outcome: Outcome): OutcomeCost {
  outcome.cost ??= workOutCost(call, held, outcome)
  return outcome.cost
}

function workOutCost(call: Call, held: HeldMoney, outcome: Outcome): OutcomeCost {
  const price = outcome.upstreamModel === null ? null : findPrice(outcome.upstreamModel, call.createdAtMs)
  const free = price === null || outcome.usageSource === 'none' || outcome.status === 'voided'
  if (free) return { costNanoUsd: 0n, price }
  const { rateMultiplier: multiplierMillionths, serviceTier } = held.request
  const costNanoUsd = amountOf({ usage: outcome.usage, price, multiplierMillionths, serviceTier })
  return { costNanoUsd, price }
}

/**
 * Writes the one usage record of a call. Returns at once: the ledger keeps the settlement until it is durable, and the
 * answer's end never waits for it.
 */
export function settle(call: Call, held: HeldMoney, outcome: Outcome): Promise<void> {
  const { costNanoUsd, price } = costOfOutcome(call, held, outcome)
  const input: SettleInput = {
    request: held.request,
    processId: processId(),
    fundedBy: held.fundedBy,
    subscriptionId: held.subscriptionId,
    heldNanoUsd: held.amountNanoUsd,
    leased: held.leased,
    status: outcome.status,
    errorCode: outcome.errorCode,
    endReason: outcome.endReason,
    accountId: outcome.accountId,
    upstreamModel: outcome.upstreamModel,
    priceVersionId: price?.id ?? null,
    usage: outcome.usage,
    usageSource: outcome.usageSource,
    costNanoUsd,
    attempts: outcome.attempts,
    responseId: outcome.responseId,
    queueMs: Math.round(call.queuedMs),
    firstTokenMs: outcome.firstTokenMs,
    durationMs: Math.round(performance.now() - call.startedMs),
  }
  countSettlement({
    protocol: held.request.protocol,
    status: outcome.status,
    queueMs: call.queuedMs,
    firstTokenMs: outcome.firstTokenMs,
    durationMs: input.durationMs,
    attempts: outcome.attempts.length,
  })
  return write(input)
}

/** A function of its own: what waits for the database must not keep the call's memory meanwhile. */
function write(input: SettleInput): Promise<void> {
  const { requestId, userId } = input.request
  const writing = settleRequest(input)
  crashPoint('in_settle')
  const settlement = writing.then(
    () => crashPoint('after_settle'),
    (error: unknown) => logger().error({ err: error, requestId }, 'a settlement could not be written'),
  )
  pendingSettlements().add(userId, settlement)
  return settlement
}
