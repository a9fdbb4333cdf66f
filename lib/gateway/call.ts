import type { AppError } from '../errors'
import { createId } from '../ids'
import { startSpan, type TraceSpan } from '../metrics'
import { processState } from '../process-state'
import type { Exchange } from './exchange'
import type { PathFacts, Protocol } from './protocols'
import { Reply, type Timing } from './reply'

/** One request on its way through the path. */
export type Call = {
  readonly requestId: string
  readonly exchange: Exchange
  readonly protocol: Protocol
  readonly path: PathFacts
  readonly reply: Reply
  /** Its trace, when traces are on. */
  readonly span: TraceSpan | null
  /** performance.now() when the path began. */
  readonly startedMs: number
  /** Admission, unix milliseconds. */
  readonly createdAtMs: number
  /** Milliseconds spent waiting for slots so far. */
  queuedMs: number
  /** Milliseconds spent waiting for the caller's own bytes. */
  bodyMs: number
  /** What was ours before an upstream was first asked; null until then. */
  ownMs: number | null
  /** Our code of the error that the caller got, if any. */
  errorCode: string | null
  /** The error itself, when it was ours. */
  error: AppError | null
}

/** This process's id in the registry, made once. */
export function processId(): string {
  return processState('gateway-process-id', () => createId('process'))
}

/** A new call with its request id: ours, time-sortable, in every answer. */
export function startCall(exchange: Exchange, protocol: Protocol, path: PathFacts): Call {
  const createdAtMs = Date.now()
  const requestId = createId('request', createdAtMs)
  const call: Call = {
    requestId,
    exchange,
    protocol,
    path,
    reply: new Reply(exchange, protocol, requestId, () => timingOf(call, null)),
    span: startSpan(`${exchange.method} ${path.path}`, exchange.header('traceparent'), {
      'turnpike.request_id': requestId,
      'gen_ai.operation.name': protocol.name,
    }),
    startedMs: performance.now(),
    createdAtMs,
    queuedMs: 0,
    bodyMs: 0,
    ownMs: null,
    errorCode: null,
    error: null,
  }
  return call
}

/** Where the time up to now went; `upstreamMs` is the wait for the upstream's first byte. */
export function timingOf(call: Call, upstreamMs: number | null): Timing {
  const total = performance.now() - call.startedMs
  return {
    door: Math.max(0, call.startedMs - call.exchange.startedMs),
    queue: call.queuedMs,
    gateway: Math.max(0, total - call.queuedMs - (upstreamMs ?? 0)),
    upstreamTtfb: upstreamMs,
  }
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
