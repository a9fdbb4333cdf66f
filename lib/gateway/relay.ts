import { AppError } from '../errors'
import type { AttemptRecord } from '../ledger'
import { isPromise, type MaybePromise } from '../maybe-promise'
import { findPrice, type TokenUsage } from '../pricing'
import type { ServingAccount } from '../scheduling'
import { settings } from '../settings'
import { slots } from '../slots'
import type { UpstreamAnswer } from './attempt'
import type { Call } from './call'
import type { CallerWatch } from './disconnect'
import type { AttemptFailure } from './failover'
import { holdRequest } from './hold-bound'
import type { HeldMoney } from './hold-money'
import { type TrackedStream, trackStream } from './live-streams'
import type { CallPlan } from './plan-call'
import type { JsonAnswer, Meter } from './protocols'
import { type JsonStart, relayLargeJson, renamed, renamedStart, startJson } from './relay-json'
import { relayStream, startStream } from './relay-stream'
import { streamHeaders } from './reply'
import { costOfOutcome, noUsage, type Outcome } from './settle'
import { showsAllOutput } from './shows-all-output'
import { StreamMoney } from './stream-money'
import { baseOutcome, checkpointOf, estimateOf, lastWords, streamOutcome } from './stream-outcome'
import { addCallerHeaders } from './upstream-headers'

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
export function relay(input: RelayInput): MaybePromise<Relayed> {
  return input.plan.request.stream ? relayAsStream(input) : relayAsJson(input)
}

/** The owner of a response id is known from first sight; the settlement makes it durable. */
function rememberResponse(input: RelayInput, responseId: string | null): void {
  if (responseId === null || input.call.protocol.api !== 'responses') return
  void slots().rememberResponse(input.held.request.userId, responseId, input.serving.account.accountId)
}

async function relayAsStream(input: RelayInput): Promise<Relayed> {
  const { call, plan, answer } = input
  const start = await startStream(answer, call.protocol, plan.request, {
    startedMs: call.startedMs,
    remembersOpen: showsAllOutput(plan),
  })
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
  const headers = streamHeaders(call.protocol, answer.header('content-type'))
  addCallerHeaders(headers, answer)
  call.reply.begin(200, headers, answer.headerMs)
  const { money, tracked } = watchMoney(input, meter)
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
    money,
    renderLengthEnd: () => {
      const { requestId, protocol } = call
      return protocol.renderLengthEnd({
        meter,
        request: plan.request,
        requestId,
        usage: meter.usage ?? estimateOf(input, meter),
      })
    },
    beforeEnd: (end) => {
      call.reply.lastWords = lastWords(input, streamOutcome(input, meter, input.attempt, end, money), money)
    },
    onFirstOutput: () => {
      firstTokenMs = Math.round(performance.now() - call.startedMs)
    },
  }).finally(tracked.end)
  const attempt = { ...input.attempt, firstTokenMs, bytes: answer.source.bytes }
  return { kind: 'relayed', outcome: streamOutcome(input, meter, attempt, end, money) }
}

/** Puts the stream among those that are checkpointed each second, its hold growing ahead of its output. */
function watchMoney(input: RelayInput, meter: Meter): { money: StreamMoney; tracked: TrackedStream } {
  const { call, plan, held, serving, answer } = input
  const price = findPrice(serving.upstreamModel, call.createdAtMs) ?? plan.prices[0]
  if (!price) throw new AppError('model_not_found', 'This model has no price any more.')
  const money = new StreamMoney({
    held,
    hold: holdRequest(plan),
    price,
    seen: () => meter.liveOutputTokens,
    checkpointNow: () => tracked.checkpointNow(),
    onEnd: () => answer.source.abort('ended for its hold'),
  })
  const tracked = trackStream({
    checkpoint: () => checkpointOf(input, meter, money.wantedNanoUsd()),
    onAnswer: (result) => money.answered(result),
  })
  return { money, tracked }
}

/** At once when the whole answer is there. */
function relayAsJson(input: RelayInput): MaybePromise<Relayed> {
  const start = startJson(input.answer, input.call.protocol, settings().headerTimeoutJsonMs)
  return isPromise(start) ? start.then((known) => relayStarted(input, known)) : relayStarted(input, start)
}

function relayStarted(input: RelayInput, start: JsonStart): MaybePromise<Relayed> {
  const { attempt, answer } = input
  attempt.bytes = answer.source.bytes
  if (start.kind === 'whole') return { kind: 'relayed', outcome: relayWholeJson(input, start.body, start.parsed) }
  if (start.kind === 'large') return relayAsLargeJson(input, start.held)
  attempt.failure = start.failure.kind
  return { kind: 'failed', failure: start.failure, attempt }
}

function relayWholeJson(input: RelayInput, whole: Buffer, parsed: JsonAnswer): Outcome {
  const { call, answer, held } = input
  rememberResponse(input, parsed.responseId)
  const { left } = input.caller
  const outcome = baseOutcome(input, input.attempt)
  outcome.status = left ? 'cancelled' : parsed.terminal === 'incomplete' ? 'incomplete' : 'completed'
  if (left) outcome.endReason = 'caller_left'
  outcome.usage = parsed.usage ?? estimatedUsage(held, whole.length)
  outcome.usageSource = parsed.usage === null ? 'estimated' : left ? 'drained' : 'provider'
  outcome.responseId = parsed.responseId
  if (left) return outcome
  const { costNanoUsd } = costOfOutcome(call, held, outcome)
  const body = renamed(whole, parsed.model, renameTo(input))
  const headers = ['content-type', answer.header('content-type') ?? 'application/json']
  addCallerHeaders(headers, answer)
  headers.push('content-length', `${body.length}`, 'x-turnpike-cost-nanousd', `${costNanoUsd}`)
  call.reply.begin(answer.status, headers, answer.headerMs)
  call.reply.end(body)
  return outcome
}

/** Usage of an answer that tells none: input as it was held, a token for each four bytes of it. */
function estimatedUsage(held: HeldMoney, bytes: number): TokenUsage {
  return { ...noUsage, input: held.request.inputTokens, output: Math.max(1, Math.floor(bytes / 4)) }
}

async function relayAsLargeJson(input: RelayInput, heldBytes: readonly Buffer[]): Promise<Relayed> {
  const { call, answer, held } = input
  const headers = ['content-type', answer.header('content-type') ?? 'application/json']
  addCallerHeaders(headers, answer)
  call.reply.begin(answer.status, headers, answer.headerMs)
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
    usage: usage ?? estimatedUsage(held, answer.source.bytes),
    usageSource: usage ? 'provider' : 'estimated',
  }
  return { kind: 'relayed', outcome }
}
