import type { AppError } from '../errors'
import { createId } from '../ids'
import { isTracing, startSpan, type TraceSpan } from '../metrics'
import { shared } from '../process-state'
import type { Exchange } from './exchange'
import type { PathFacts, Protocol } from './protocols'
import { Reply } from './reply'
import type { Outcome } from './settle'

/** One request on its way through the path. */
export class Call {
  readonly reply: Reply
  /** performance.now() when the path began. */
  readonly startedMs = performance.now()
  /** Milliseconds spent waiting for slots so far. */
  queuedMs = 0
  /** Milliseconds spent waiting for the caller's own bytes. */
  bodyMs = 0
  /** What was ours before an upstream was first asked; null until then. */
  ownMs: number | null = null
  /** Our code of the error that the caller got, if any. */
  errorCode: string | null = null
  /** The error itself, when it was ours. */
  error: AppError | null = null
  /** How it ended; null while it runs, and for ever when nothing was admitted. */
  outcome: Outcome | null = null

  constructor(
    readonly requestId: string,
    /** Admission, unix milliseconds. */
    readonly createdAtMs: number,
    readonly exchange: Exchange,
    readonly protocol: Protocol,
    readonly path: PathFacts,
    /** Its trace, when traces are on. */
    readonly span: TraceSpan | null,
  ) {
    this.reply = new Reply(exchange, protocol, requestId, this)
  }

  /** Where the time up to now went, for `server-timing`; `upstreamMs` is the wait for the upstream's first byte. */
  serverTiming(upstreamMs: number | null): string {
    const total = performance.now() - this.startedMs
    const door = Math.max(0, this.startedMs - this.exchange.startedMs)
    const gateway = Math.max(0, total - this.queuedMs - (upstreamMs ?? 0))
    const own = `door;dur=${hundredths(door)}, queue;dur=${hundredths(this.queuedMs)}, gateway;dur=${hundredths(gateway)}`
    return upstreamMs === null ? own : `${own}, upstream_ttfb;dur=${hundredths(upstreamMs)}`
  }
}

/** As toFixed(2) writes it, which asks V8's runtime each time. */
function hundredths(ms: number): string {
  const all = Math.round(ms * 100)
  const whole = Math.floor(all / 100)
  const rest = all - whole * 100
  return `${whole}${rest < 10 ? '.0' : '.'}${rest}`
}

/** This process's id in the registry, made once. */
export const processId = shared('gateway-process-id', () => createId('process'))

/** A new call with its request id: ours, time-sortable, in every answer. */
export function startCall(exchange: Exchange, protocol: Protocol, path: PathFacts): Call {
  const createdAtMs = Date.now()
  const requestId = createId('request', createdAtMs)
  const span = isTracing() ? spanOf(exchange, protocol, path, requestId) : null
  return new Call(requestId, createdAtMs, exchange, protocol, path, span)
}

function spanOf(exchange: Exchange, protocol: Protocol, path: PathFacts, requestId: string): TraceSpan | null {
  return startSpan(`${exchange.method} ${path.path}`, exchange.header('traceparent'), {
    'turnpike.request_id': requestId,
    'gen_ai.operation.name': protocol.name,
  })
}

/** Notes that the caller's body is here: the wait for it is none of our own time. */
export function noteBody(call: Call): void {
  call.bodyMs = performance.now() - call.startedMs
}

/** Notes what we took ourselves up to the first upstream's request, the door included; later calls change nothing. */
export function noteFirstAsked(call: Call): void {
  if (call.ownMs !== null) return
  const sinceDoor = performance.now() - Math.min(call.startedMs, call.exchange.startedMs)
  call.ownMs = Math.round(Math.max(0, sinceDoor - call.queuedMs - call.bodyMs) * 100) / 100
}
