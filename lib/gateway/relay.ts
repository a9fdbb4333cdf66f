import type { AttemptRecord, CheckpointInput } from '../ledger'
import type { TokenUsage } from '../pricing'
import type { ServingAccount } from '../scheduling'
import { settings } from '../settings'
import { slots } from '../slots'
import type { UpstreamAnswer } from './attempt'
import { type Call, processId, timingOf } from './call'
import type { CallerWatch } from './disconnect'
import type { AttemptFailure } from './failover'
import type { HeldMoney } from './hold-money'
import { trackStream } from './live-streams'
import type { CallPlan } from './plan-call'
import type { Meter } from './protocols'
import { relayLargeJson, renamed, renamedStart, startJson } from './relay-json'
import { relayStream, type StreamEnd, startStream } from './relay-stream'
import { streamHeaders } from './reply'
import { costOfOutcome, noUsage, type Outcome } from './settle'
import { callerHeaders } from './upstream-headers'

/** What came of an answer: relayed to its end, or failed before any of it reached the caller. */
export type Relayed =
  | { kind: 'relayed'; outcome: Outcome }
  | { kind: 'failed'; failure: AttemptFailure; attempt: AttemptRecord }

export type RelayInput = {
  call: Call
  plan: CallPlan
  held: HeldMoney
  serving: ServingAccount
  answer: UpstreamAnswer
  attempt: AttemptRecord
  earlier: readonly AttemptRecord[]
  caller: CallerWatch
}

/** The name to put back when a model map renamed the call. */
function renameTo(input: RelayInput): string | null {
  const { request } = input.plan
  return input.serving.upstreamModel === request.model ? null : request.model
}

/** Passes the answer to the caller and tells how it ended and what it used. */
export function relay(input: RelayInput): Promise<Relayed> {
  return input.plan.request.stream ? relayAsStream(input) : relayAsJson(input)
}

function baseOutcome(input: RelayInput, attempt: AttemptRecord): Outcome {
  return {
    status: 'completed',
    errorCode: null,
    endReason: null,
    accountId: input.serving.account.accountId,
    upstreamModel: input.serving.upstreamModel,
    usage: noUsage,
    usageSource: 'none',
    attempts: [...input.earlier, attempt],
    responseId: null,
    firstTokenMs: attempt.firstTokenMs,
  }
}

/** The owner of a response id is known from first sight; the settlement makes it durable. */
function rememberResponse(input: RelayInput, responseId: string | null): void {
  if (responseId === null || input.call.protocol.api !== 'responses') return
  void slots().rememberResponse(input.held.request.userId, responseId, input.serving.account.accountId)
}

async function relayAsStream(input: RelayInput): Promise<Relayed> {
  const { call, plan, answer } = input
  const start = await startStream(answer, call.protocol, plan.request, call.startedMs)
  if (start.kind === 'failed')
    return {
      kind: 'failed',
      failure: start.failure,
      attempt: { ...input.attempt, failure: start.failure.kind, bytes: answer.source.bytes },
    }
  const { meter } = start
  let { firstTokenMs } = start
  rememberResponse(input, meter.responseId)
  call.reply.meter = meter
  call.reply.model = plan.request.model
  call.reply.begin(
    200,
    { ...streamHeaders(call.protocol), ...callerHeaders(answer.header) },
    timingOf(call, answer.headerMs),
  )
  const untrack = trackStream({
    checkpoint: () => checkpointOf(input, meter),
    onGone: () => answer.source.abort('settled by the sweeper'),
  })
  const end = await relayStream({
    answer,
    protocol: call.protocol,
    request: plan.request,
    meter,
    held: start.held,
    renameTo: renameTo(input),
    idleTimeoutMs: plan.pool.idleTimeoutMs,
    allowsComments: call.protocol.allowsComments(call.path),
    reply: call.reply,
    caller: input.caller,
    beforeEnd: (end) => {
      call.reply.lastWords = usageComment(input, streamOutcome(input, meter, end, input.attempt))
    },
    onFirstOutput: () => {
      firstTokenMs = Math.round(performance.now() - call.startedMs)
    },
  }).finally(untrack)
  const attempt = { ...input.attempt, firstTokenMs, bytes: answer.source.bytes }
  return { kind: 'relayed', outcome: streamOutcome(input, meter, end, attempt) }
}

/** Usage by the live count: input as the provider told it or as it was held, output as it was seen. */
function estimateOf(input: RelayInput, meter: Meter): TokenUsage {
  return {
    ...(meter.knownInput ?? { ...noUsage, input: input.held.request.inputTokens }),
    output: meter.liveOutputTokens,
  }
}

/** Usage and cost as one last SSE comment, for callers who ask for it. */
function usageComment(input: RelayInput, outcome: Outcome): Buffer | null {
  const { call, held } = input
  if (call.exchange.header('x-turnpike-usage') !== 'include' || !call.protocol.allowsComments(call.path)) return null
  const { costNanoUsd } = costOfOutcome(call, held, outcome)
  const said = { requestId: call.requestId, costNanoUsd: costNanoUsd.toString(), usage: outcome.usage }
  return Buffer.from(`: turnpike-usage ${JSON.stringify({ ...said, usageSource: outcome.usageSource })}\n\n`)
}

/** What a crash at this moment is settled from. */
function checkpointOf(input: RelayInput, meter: Meter): CheckpointInput {
  const { held, serving } = input
  const usage = meter.hasOutput ? estimateOf(input, meter) : noUsage
  return {
    request: held.request,
    processId: processId(),
    wantedNanoUsd: held.amountNanoUsd,
    usage,
    accountId: serving.account.accountId,
    upstreamModel: serving.upstreamModel,
    fundedBy: held.fundedBy,
    subscriptionId: held.subscriptionId,
    heldNanoUsd: held.amountNanoUsd,
  }
}

/** Status, usage and its source of a stream that ended; upstream errors are never charged. */
function streamOutcome(input: RelayInput, meter: Meter, end: StreamEnd, attempt: AttemptRecord): Outcome {
  const outcome = { ...baseOutcome(input, attempt), responseId: meter.responseId, endReason: meter.endReason }
  const usage = meter.usage
  const estimated = estimateOf(input, meter)
  const left = input.caller.left
  const measured = usage
    ? { usage, usageSource: left ? ('drained' as const) : ('provider' as const) }
    : meter.hasOutput
      ? { usage: estimated, usageSource: 'estimated' as const }
      : {}
  if (end === 'failed')
    return { ...outcome, status: 'failed', errorCode: 'upstream_failed', endReason: meter.error?.code ?? null }
  if (left) return { ...outcome, ...measured, status: 'cancelled', endReason: 'caller_left' }
  if (end === 'idle')
    return { ...outcome, ...measured, status: 'truncated', errorCode: 'upstream_timeout', endReason: 'idle' }
  if (end === 'stopped')
    return { ...outcome, ...measured, status: 'truncated', errorCode: 'overloaded', endReason: 'stopped' }
  if (end === 'terminal')
    return { ...outcome, ...measured, status: meter.terminal === 'incomplete' ? 'incomplete' : 'completed' }
  return { ...outcome, ...measured, status: 'truncated', errorCode: 'upstream_failed', endReason: end }
}

async function relayAsJson(input: RelayInput): Promise<Relayed> {
  const { call, answer, held } = input
  const start = await startJson(answer, call.protocol, settings().headerTimeoutJsonMs)
  const attempt = { ...input.attempt, bytes: answer.source.bytes }
  if (start.kind === 'failed')
    return { kind: 'failed', failure: start.failure, attempt: { ...attempt, failure: start.failure.kind } }
  if (start.kind === 'large') return relayAsLargeJson(input, start.held)
  const { parsed } = start
  rememberResponse(input, parsed.responseId)
  const estimated = {
    ...noUsage,
    input: held.request.inputTokens,
    output: Math.max(1, Math.floor(start.body.length / 4)),
  }
  const outcome: Outcome = {
    ...baseOutcome(input, attempt),
    status: input.caller.left ? 'cancelled' : parsed.terminal === 'incomplete' ? 'incomplete' : 'completed',
    endReason: input.caller.left ? 'caller_left' : null,
    usage: parsed.usage ?? estimated,
    usageSource: parsed.usage === null ? 'estimated' : input.caller.left ? 'drained' : 'provider',
    responseId: parsed.responseId,
  }
  const { costNanoUsd } = costOfOutcome(call, held, outcome)
  const body = renamed(start.body, parsed.model, renameTo(input))
  const headers = {
    'content-type': 'application/json',
    ...callerHeaders(answer.header),
    'content-length': String(body.length),
    'x-turnpike-cost-nanousd': costNanoUsd.toString(),
  }
  if (!input.caller.left) {
    call.reply.begin(answer.status, headers, timingOf(call, answer.headerMs))
    call.reply.end(body)
  }
  return { kind: 'relayed', outcome }
}

async function relayAsLargeJson(input: RelayInput, heldBytes: readonly Buffer[]): Promise<Relayed> {
  const { call, answer, held } = input
  call.reply.begin(
    answer.status,
    { 'content-type': 'application/json', ...callerHeaders(answer.header) },
    timingOf(call, answer.headerMs),
  )
  const tail = await relayLargeJson(
    answer,
    renamedStart(heldBytes, renameTo(input)),
    call.reply,
    settings().streamIdleTimeoutMs,
  )
  if (tail) call.reply.end()
  else call.exchange.destroy()
  const usage = tail ? call.protocol.readUsageTail(tail) : null
  const attempt = { ...input.attempt, bytes: answer.source.bytes }
  const outcome: Outcome = {
    ...baseOutcome(input, attempt),
    status: tail ? 'completed' : input.caller.left ? 'cancelled' : 'truncated',
    errorCode: tail || input.caller.left ? null : 'upstream_failed',
    usage: usage ?? {
      ...noUsage,
      input: held.request.inputTokens,
      output: Math.max(1, Math.floor(answer.source.bytes / 4)),
    },
    usageSource: usage ? 'provider' : 'estimated',
  }
  return { kind: 'relayed', outcome }
}
