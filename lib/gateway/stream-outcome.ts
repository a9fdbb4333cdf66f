import type { AttemptRecord, CheckpointInput, FundingScope } from '../ledger'
import type { TokenUsage } from '../pricing'
import { processId } from './call'
import type { Meter } from './protocols'
import type { RelayInput } from './relay'
import { costOfOutcome, noUsage, type Outcome } from './settle'
import type { StreamMoney } from './stream-money'
import type { StreamEnd } from './stream-pump'

/** What every relayed answer's outcome begins with. */
export function baseOutcome(input: RelayInput, attempt: AttemptRecord): Outcome {
  return {
    status: 'completed',
    errorCode: null,
    endReason: null,
    accountId: input.serving.account.accountId,
    upstreamModel: input.serving.upstreamModel,
    usage: noUsage,
    usageSource: 'none',
    attempts: input.earlier.length === 0 ? [attempt] : [...input.earlier, attempt],
    responseId: null,
    firstTokenMs: attempt.firstTokenMs,
    cost: null,
  }
}

/** Usage by the live count: input as the provider told it or as it was held, output as it was seen. */
export function estimateOf(input: RelayInput, meter: Meter): TokenUsage {
  return {
    ...(meter.knownInput ?? { ...noUsage, input: input.held.request.inputTokens }),
    output: meter.liveOutputTokens,
  }
}

/** The scope that ran out, as the record's end reason says it. */
function moneyReason(scope: FundingScope): string {
  return `${scope.startsWith('subscription') ? 'allowance_exhausted' : 'insufficient_funds'}:${scope}`
}

/** What stands behind a stream's end as SSE comments: why it ended for money, and usage and cost for callers who ask for it. */
export function lastWords(input: RelayInput, outcome: Outcome, money: StreamMoney): Buffer | null {
  const { call, held } = input
  if (!call.protocol.allowsComments(call.path)) return null
  let text = money.ended?.kind === 'out_of_money' ? `: turnpike-end ${outcome.endReason} ${call.requestId}\n\n` : ''
  if (call.exchange.header('x-turnpike-usage') === 'include') {
    const { costNanoUsd } = costOfOutcome(call, held, outcome)
    const said = { requestId: call.requestId, costNanoUsd: costNanoUsd.toString(), usage: outcome.usage }
    text += `: turnpike-usage ${JSON.stringify({ ...said, usageSource: outcome.usageSource })}\n\n`
  }
  return text === '' ? null : Buffer.from(text)
}

/** What a crash at this moment is settled from, and what the hold should be by now. */
export function checkpointOf(input: RelayInput, meter: Meter, wantedNanoUsd: bigint): CheckpointInput {
  const { held, serving } = input
  return {
    request: held.request,
    processId: processId(),
    wantedNanoUsd,
    usage: meter.hasOutput ? estimateOf(input, meter) : noUsage,
    accountId: serving.account.accountId,
    upstreamModel: serving.upstreamModel,
    fundedBy: held.fundedBy,
    subscriptionId: held.subscriptionId,
    heldNanoUsd: held.amountNanoUsd,
    leased: held.leased,
  }
}

const ourFault: Partial<Record<StreamEnd, string>> = {
  stopped: 'stopped',
  lease_lost: 'lease_lost',
  ledger_away: 'database_away',
}

/** Status, usage and its source of a stream that ended; upstream errors are never charged. */
export function streamOutcome(
  input: RelayInput,
  meter: Meter,
  attempt: AttemptRecord,
  end: StreamEnd,
  money: StreamMoney,
): Outcome {
  const outcome = { ...baseOutcome(input, attempt), responseId: meter.responseId, endReason: meter.endReason }
  const { usage } = meter
  const { left } = input.caller
  const measured = usage
    ? { usage, usageSource: left ? ('drained' as const) : ('provider' as const) }
    : meter.hasOutput
      ? { usage: estimateOf(input, meter), usageSource: 'estimated' as const }
      : {}
  if (end === 'failed')
    return { ...outcome, status: 'failed', errorCode: 'upstream_failed', endReason: meter.error?.code ?? null }
  if (left) return { ...outcome, ...measured, status: 'cancelled', endReason: 'caller_left' }
  if (money.ended?.kind === 'out_of_money')
    return { ...outcome, ...measured, status: 'incomplete', endReason: moneyReason(money.ended.scope) }
  if (end === 'idle')
    return { ...outcome, ...measured, status: 'truncated', errorCode: 'upstream_timeout', endReason: 'idle' }
  const ours = ourFault[end]
  if (ours) return { ...outcome, ...measured, status: 'truncated', errorCode: 'overloaded', endReason: ours }
  if (end === 'terminal')
    return { ...outcome, ...measured, status: meter.terminal === 'incomplete' ? 'incomplete' : 'completed' }
  return { ...outcome, ...measured, status: 'truncated', errorCode: 'upstream_failed', endReason: end }
}
