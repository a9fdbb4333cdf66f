import { systemClock } from '../clock'
import { AppError } from '../errors'
import { settings } from '../settings'
import { networkFailure, type UpstreamAnswer } from './attempt'
import { crashPoint } from './crash-point'
import type { CallerWatch } from './disconnect'
import { type AttemptFailure, classifyInBand } from './failover'
import type { Meter, ParsedRequest, Protocol } from './protocols'
import type { Reply } from './reply'
import type { MoneyEnd, StreamMoney } from './stream-money'
import type { SourceEvent } from './upstream-source'

/** How relaying ended. `failure` only before any output: the next account may be tried. */
export type StreamStart =
  | { kind: 'failed'; failure: AttemptFailure }
  | { kind: 'ready'; meter: Meter; held: Buffer[]; firstTokenMs: number | null }

/** `caller_left`: the upstream was closed because nobody wanted its answer any more; `stopped`: because this process ends. */
export type StreamEnd = 'terminal' | 'failed' | 'truncated' | 'idle' | 'caller_left' | 'stopped' | MoneyEnd['kind']

function notProtocol(reason: string): AttemptFailure {
  return { kind: 'not_protocol', status: 200, retryAfterMs: null, modelScoped: false, reason }
}

/**
 * An answer without anything in it: the account failed, whatever its status said. Tokens that the provider counted are
 * an answer even when none of them shows (all of them went into reasoning), so only a known zero is empty before the end.
 */
function emptyEnd(meter: Meter, isOver: boolean): AttemptFailure | null {
  if (meter.hasOutput) return null
  if (meter.error) return classifyInBand(meter.error, systemClock.now())
  if (meter.terminal === null) return isOver ? notProtocol('the stream ended before any output') : null
  if (meter.usage === null ? !isOver : meter.usage.output > 0) return null
  return notProtocol('the stream ended without any output')
}

/**
 * Holds a stream's start-up events back (64 KiB or 2 s) until there is output or not: an error among them, an empty end
 * or a body that isn't the protocol can still fail over, as nothing has reached the caller.
 */
export async function startStream(
  answer: UpstreamAnswer,
  protocol: Protocol,
  request: ParsedRequest,
  options: { startedMs: number; remembersOpen: boolean },
): Promise<StreamStart> {
  const limits = settings()
  const contentType = answer.header('content-type') ?? ''
  if (!contentType.includes(request.streamForm === 'sse' ? 'event-stream' : 'json')) {
    answer.source.abort('not an event stream')
    return {
      kind: 'failed',
      failure: notProtocol(`a stream was asked for, the answer is ${contentType || 'of no type'}`),
    }
  }
  const meter = protocol.createMeter(request, options.remembersOpen)
  const held: Buffer[] = []
  let bytes = 0
  let deadlineMs = performance.now() + limits.keepAliveCommentMs
  try {
    while (!meter.hasOutput && bytes <= limits.holdBackBytes) {
      const waitMs = deadlineMs - performance.now()
      if (waitMs <= 0) break
      const event = await answer.source.next(waitMs)
      if (event === 'quiet') break
      if (event === 'end') {
        meter.finish()
        const failure = emptyEnd(meter, true)
        if (failure) return { kind: 'failed', failure }
        break
      }
      if (bytes === 0) deadlineMs = performance.now() + limits.holdBackMs
      bytes += event.length
      held.push(event)
      meter.push(event)
      const failure = emptyEnd(meter, false)
      if (failure) {
        answer.source.abort('failed before output')
        return { kind: 'failed', failure }
      }
    }
  } catch (error) {
    answer.source.abort('failed before output')
    return { kind: 'failed', failure: error instanceof RangeError ? notProtocol(error.message) : networkFailure(error) }
  }
  return {
    kind: 'ready',
    meter,
    held,
    firstTokenMs: meter.hasOutput ? Math.round(performance.now() - options.startedMs) : null,
  }
}

export type StreamRelay = {
  answer: UpstreamAnswer
  protocol: Protocol
  request: ParsedRequest
  meter: Meter
  held: readonly Buffer[]
  /** The name to put back into the answer, when a model map renamed it. */
  renameTo: string | null
  idleTimeoutMs: number
  allowsComments: boolean
  reply: Reply
  caller: CallerWatch
  /** The hold's side of the stream: may make it wait, or end it. */
  money: Pick<StreamMoney, 'askAt' | 'room' | 'ended'>
  /** The protocol's own end for an answer that stops for money. */
  renderLengthEnd: () => Buffer
  /** Called once it is known how the stream ends, before its last bytes go out. */
  beforeEnd: (end: StreamEnd) => void
  onFirstOutput: () => void
}

/** Passes a stream on, chunk by chunk as it comes, until its end. Goes on reading (to bill) after the caller left, until its source is aborted. */
export async function relayStream(relay: StreamRelay): Promise<StreamEnd> {
  const { answer, meter, reply } = relay
  const rewriter = relay.protocol.createRewriter(relay.request, relay.renameTo)
  const pass = async (chunk: Buffer) => {
    if (!rewriter) await reply.write(chunk)
    else for (const part of rewriter.push(chunk)) await reply.write(part)
  }
  for (const chunk of relay.held) await pass(chunk)
  let end: StreamEnd
  try {
    end = await pump(relay, pass)
  } catch {
    // Whatever broke, nothing reads this answer any further.
    answer.source.abort('the relay ended')
    if (reply.left || relay.caller.left) return 'caller_left'
    if (relay.money.ended) end = relay.money.ended.kind
    else if (relay.caller.signal.aborted) end = 'stopped'
    // A connection that breaks behind the protocol's own end took nothing away.
    else end = meter.terminal === null ? 'truncated' : 'terminal'
  }
  for (const part of rewriter?.flush() ?? []) await reply.write(part)
  if (end === 'terminal' && meter.terminal === 'failed') end = 'failed'
  relay.beforeEnd(end)
  if (end === 'terminal') reply.end()
  else if (end === 'out_of_money') reply.end(relay.renderLengthEnd())
  else finishBroken(relay, end)
  return end
}

/** How long the protocol's own end may be followed by more (usage, `[DONE]`) before an upstream that doesn't hang up is left. */
const afterTerminalMs = 2_000

async function pump(relay: StreamRelay, pass: (chunk: Buffer) => Promise<void>): Promise<StreamEnd> {
  const { answer, meter, reply, money } = relay
  const keepAliveMs = settings().keepAliveCommentMs
  let quietMs = 0
  for (;;) {
    const patienceMs = meter.terminal === null ? keepAliveMs : Math.min(keepAliveMs, afterTerminalMs)
    const waitMs = Math.min(patienceMs, relay.idleTimeoutMs - quietMs)
    const event: SourceEvent = await answer.source.next(waitMs)
    if (event === 'end') {
      meter.finish()
      return meter.terminal === null ? 'truncated' : 'terminal'
    }
    if (event === 'quiet') {
      quietMs += waitMs
      if (quietMs >= relay.idleTimeoutMs || (meter.terminal !== null && quietMs >= afterTerminalMs)) {
        answer.source.abort('silent for too long')
        return meter.terminal === null ? 'idle' : 'terminal'
      }
      if (relay.allowsComments && meter.atBoundary) await reply.keepAlive()
      continue
    }
    quietMs = 0
    const before = meter.hasOutput
    meter.push(event)
    if (!before && meter.hasOutput) relay.onFirstOutput()
    if (meter.liveOutputTokens >= money.askAt && meter.terminal === null) await money.room()
    // Ended between two events only: half an event can't be closed.
    const whole = money.ended?.kind === 'out_of_money' ? meter.wholeBytes(event) : 0
    await pass(whole === 0 || whole === event.length ? event : event.subarray(0, whole))
    crashPoint('mid_stream')
    if (whole === 0) continue
    answer.source.abort('out of money')
    return 'out_of_money'
  }
}

const brokenEnds = {
  failed: ['upstream_failed', 'The upstream broke off with an error. What came before it stands; the rest is missing.'],
  idle: ['upstream_timeout', 'The upstream stopped sending. What came before stands; the rest is missing.'],
  lease_lost: [
    'overloaded',
    'The gateway lost track of this call and ended it. What came before stands; send it again.',
  ],
  ledger_away: [
    'overloaded',
    'The gateway can’t meter this call at the moment. What came before stands; send it again.',
  ],
  stopped: ['overloaded', 'The gateway is being restarted. What came before stands; send the call again.'],
  truncated: [
    'upstream_failed',
    'The upstream ended the stream too early. What came before stands; the rest is missing.',
  ],
} as const

/** After output no other account may be tried: the protocol's terminal error ends the stream, never a clean end. */
function finishBroken({ meter, reply }: StreamRelay, end: StreamEnd): void {
  if (end === 'failed' && meter.errorRelayed) {
    reply.end()
    return
  }
  const broken = end === 'terminal' || end === 'caller_left' || end === 'out_of_money' ? 'truncated' : end
  const [code, message] = brokenEnds[broken]
  reply.fail(new AppError(code, message))
}
