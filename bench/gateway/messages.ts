import type { Summary } from './statistics'

/** Where a contender listens and the prepared requests, taken in turn by the connections (base64). */
export type Target = { port: number; requests: readonly string[] }

/** Whole answers, each connection one after the other. */
export type JsonOrder = { kind: 'json'; target: Target; connections: number; warmMs: number; ms: number }
/** Streams, each connection one after the other; what is measured begins after `warmMs`. */
export type StreamOrder = {
  kind: 'streams'
  target: Target
  connections: number
  events: number
  warmMs: number
  ms: number
}
/** Streams that are all opened once; told when all of them have brought something. */
export type OpenOrder = { kind: 'open'; target: Target; connections: number; events: number; rampMs: number }
export type Order = JsonOrder | StreamOrder | OpenOrder

export type JsonResult = {
  kind: 'json'
  perSecond: number
  answered: number
  latencyMs: Summary
  failed: number
  reasons: string[]
}
export type StreamResult = {
  kind: 'streams'
  gapMs: Summary
  firstMs: Summary
  events: number
  whole: number
  broken: number
  reasons: string[]
}
export type LoadMessage = { id: number } & (
  | { kind: 'open'; at: number }
  | { kind: 'result'; result: JsonResult | StreamResult }
)
