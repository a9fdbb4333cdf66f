import { systemClock } from '../clock'
import { AppError } from '../errors'
import { settings } from '../settings'
import { networkFailure, type UpstreamAnswer } from './attempt'
import { type AttemptFailure, classifyInBand } from './failover'
import type { Meter, ParsedRequest, Protocol } from './protocols'
import { type StreamEnd, StreamPump, type StreamRelay } from './stream-pump'

/** How relaying ended. `failure` only before any output: the next account may be tried. */
export type StreamStart =
  | { kind: 'failed'; failure: AttemptFailure }
  | { kind: 'ready'; meter: Meter; held: Buffer[]; firstTokenMs: number | null }

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

/** Passes a stream on, chunk by chunk as it comes, until its end. Goes on reading (to bill) after the caller left, until its source is aborted. */
export async function relayStream(relay: StreamRelay): Promise<StreamEnd> {
  const { meter, reply } = relay
  const pump = new StreamPump(relay, relay.protocol.createRewriter(relay.request, relay.renameTo))
  let end: StreamEnd
  try {
    // Not kept for the stream's whole life: they may be 64 KiB.
    for (const chunk of relay.held.splice(0)) {
      const taken = pump.pass(chunk)
      if (taken instanceof Promise) await taken
    }
    end = await pump.run()
  } catch {
    end = brokenEnd(relay)
    if (end === 'caller_left') return end
  }
  await pump.flush()
  if (end === 'terminal' && meter.terminal === 'failed') end = 'failed'
  relay.beforeEnd(end)
  if (end === 'terminal') reply.end()
  else if (end === 'out_of_money') reply.end(relay.renderLengthEnd())
  else finishBroken(relay, end)
  return end
}

function brokenEnd({ answer, meter, reply, caller, money }: StreamRelay): StreamEnd {
  // Whatever broke, nothing reads this answer any further.
  answer.source.abort('the relay ended')
  if (reply.left || caller.left) return 'caller_left'
  if (money.ended) return money.ended.kind
  if (caller.signal.aborted) return 'stopped'
  // A connection that breaks behind the protocol's own end took nothing away.
  return meter.terminal === null ? 'truncated' : 'terminal'
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
