import { type Answer, emptied, withHugeWord } from './answer'
import { defaultError, errorBody, type ProviderError } from './errors'
import type { Exchange } from './exchange'
import type { Fault } from './faults'
import type { Pace } from './pace'
import { type Frame, silent } from './sse'
import { StreamPlayer } from './stream-player'

/** One protocol's way to write an answer. */
export interface Rendering {
  frames(): Iterator<Frame>
  json(): object
}

export interface Delivery {
  readonly answer: Answer
  /** The stream's content type, or null for one JSON document. */
  readonly streamType: string | null
  render(answer: Answer): Rendering
  /** The protocol's in-band error, before or after output. */
  errorEvents(error: ProviderError): readonly string[]
  /** The answer was written to its end. */
  completed?(): void
}

const pageOfAnotherServer =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>simulator</body></html>'
const defaultJsonBytes = 20

/** Answers one generating call: as planned, or as the fault wants it. */
export function deliver(exchange: Exchange, delivery: Delivery, pace: Pace, fault: Fault | null): void {
  exchange.answer = delivery.answer
  if (fault) exchange.fault = fault.kind
  const waits = fault && fault.kind !== 'stall' && fault.delayMs > 0 ? fault.delayMs : 0
  if (waits > 0) later(exchange, waits, () => go(exchange, delivery, pace, fault))
  else go(exchange, delivery, pace, fault)
}

function go(exchange: Exchange, delivery: Delivery, pace: Pace, fault: Fault | null): void {
  switch (fault?.kind) {
    case 'status':
      answerStatus(exchange, fault)
      break
    case 'html':
      answerHtml(exchange, fault)
      break
    case 'no_header':
      if (fault.delayMs > 0) play(exchange, delivery, pace, null)
      else holdBack(exchange)
      break
    case 'reset':
      if (fault.afterTokens === null) reset(exchange)
      else play(exchange, delivery, pace, fault)
      break
    case 'empty':
      answerEmpty(exchange, delivery, pace, fault)
      break
    case 'huge_line':
      playAnother(exchange, delivery, pace, withHugeWord(delivery.answer, fault.bytes))
      break
    default:
      play(exchange, delivery, pace, fault)
  }
}

function playAnother(exchange: Exchange, delivery: Delivery, pace: Pace, answer: Answer): void {
  exchange.answer = answer
  play(exchange, { ...delivery, answer }, pace, null)
}

function play(exchange: Exchange, delivery: Delivery, pace: Pace, fault: Fault | null): void {
  const rendering = delivery.render(delivery.answer)
  if (delivery.streamType === null) {
    playJson(exchange, delivery, rendering, pace, fault)
    return
  }
  exchange.begin(fault?.status ?? 200, delivery.streamType, fault?.headers)
  const errorFrames = (): Frame[] => eventsOf(delivery, fault).map(silent)
  const frames = fault?.kind === 'error_first' && fault.afterTokens === null ? [].values() : rendering.frames()
  new StreamPlayer(exchange, { frames: onEnd(frames, delivery), errorFrames }, pace, fault).start()
}

function* onEnd(frames: Iterator<Frame>, delivery: Delivery): Generator<Frame> {
  for (let next = frames.next(); !next.done; next = frames.next()) yield next.value
  delivery.completed?.()
}

function eventsOf(delivery: Delivery, fault: Fault | null): readonly string[] {
  if (typeof fault?.body === 'string') return [fault.body]
  return delivery.errorEvents(defaultError(fault?.status && fault.status >= 400 ? fault.status : 500))
}

/** A JSON answer takes as long as its tokens would. */
function playJson(exchange: Exchange, delivery: Delivery, rendering: Rendering, pace: Pace, fault: Fault | null): void {
  const tokens = Math.max(0, delivery.answer.outputTokens - 1)
  later(exchange, pace.firstTokenMs + tokens * pace.tokenMs, () => {
    if (fault === null) {
      exchange.outputTokens = delivery.answer.outputTokens
      delivery.completed?.()
      exchange.json(200, rendering.json())
      exchange.close('complete')
      return
    }
    if (fault.kind === 'error_first') {
      const status = fault.status && fault.status >= 400 ? fault.status : 500
      exchange.json(200, fault.body ?? errorBody(exchange.dialect, defaultError(status), exchange.id), fault.headers)
      exchange.close('fault')
      return
    }
    breakJson(exchange, JSON.stringify(rendering.json()), fault)
  })
}

/** stall, cut and reset of a JSON answer: some bytes of it, and then the fault. */
function breakJson(exchange: Exchange, text: string, fault: Fault): void {
  exchange.begin(200, 'application/json', { 'content-length': String(Buffer.byteLength(text)), ...fault.headers })
  exchange.write(text.slice(0, defaultJsonBytes))
  if (fault.kind === 'stall') {
    if (fault.delayMs > 0) later(exchange, fault.delayMs, () => finishJson(exchange, text))
    else holdBack(exchange)
    return
  }
  exchange.close('cut')
  // Not in the same tick, or the bytes already written would be thrown away with the socket.
  setImmediate(() => (fault.kind === 'reset' ? exchange.res.socket?.resetAndDestroy() : exchange.res.destroy()))
}

function finishJson(exchange: Exchange, text: string): void {
  exchange.outputTokens = exchange.answer?.outputTokens ?? 0
  exchange.write(text.slice(defaultJsonBytes))
  exchange.end()
  exchange.close('complete')
}

function answerStatus(exchange: Exchange, fault: Fault): void {
  const status = fault.status ?? 500
  if (fault.body === undefined || fault.body === null) {
    exchange.fail(defaultError(status), fault.headers)
  } else {
    const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
    exchange.begin(status, 'application/json', fault.headers)
    exchange.write(text)
    exchange.end()
  }
  exchange.close('fault')
}

function answerHtml(exchange: Exchange, fault: Fault): void {
  exchange.begin(fault.status ?? 200, 'text/html; charset=utf-8', fault.headers)
  exchange.write(typeof fault.body === 'string' ? fault.body : pageOfAnotherServer)
  exchange.end()
  exchange.close('fault')
}

/** No bytes at all, or (`body: "terminal"`) the protocol's clean end with nothing said. */
function answerEmpty(exchange: Exchange, delivery: Delivery, pace: Pace, fault: Fault): void {
  if (fault.body === 'terminal') {
    playAnother(exchange, delivery, pace, emptied(delivery.answer))
    return
  }
  exchange.begin(fault.status ?? 200, delivery.streamType ?? 'application/json', fault.headers)
  exchange.end()
  exchange.close('fault')
}

function reset(exchange: Exchange): void {
  exchange.close('fault')
  exchange.res.socket?.resetAndDestroy()
}

/** Says nothing until the caller leaves. */
function holdBack(exchange: Exchange): void {
  exchange.res.on('close', () => exchange.close('aborted'))
}

/** Runs `then` after a while, unless the caller leaves before. */
function later(exchange: Exchange, waitMs: number, then: () => void): void {
  const timer = waitMs > 0 ? setTimeout(then, waitMs) : null
  exchange.res.on('close', () => {
    if (timer) clearTimeout(timer)
    exchange.close('aborted')
  })
  if (!timer) then()
}

const nothing: Answer = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  reasoning: [],
  choices: [],
  outputTokens: 0,
}

/** A call that generates nothing (counting, embedding) but fails like one that does. */
export function deliverPlain(exchange: Exchange, fault: Fault | null, body: () => object, inputTokens = 0): void {
  deliver(
    exchange,
    {
      answer: { ...nothing, inputTokens },
      streamType: null,
      render: () => ({ frames: () => [].values(), json: body }),
      errorEvents: () => [],
    },
    { tokenMs: 0, firstTokenMs: 0 },
    fault,
  )
}
