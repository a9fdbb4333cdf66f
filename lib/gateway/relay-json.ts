import { systemClock } from '../clock'
import { isPromise, type MaybePromise } from '../maybe-promise'
import { settings } from '../settings'
import { networkFailure, type UpstreamAnswer } from './attempt'
import { type AttemptFailure, classifyInBand } from './failover'
import { isWholeObject, locate } from './json'
import type { JsonAnswer, Protocol } from './protocols'
import type { Reply } from './reply'
import type { SourceEvent } from './upstream-source'

/** The last bytes of an answer too large to hold, where providers write its usage. */
const tailBytes = 64 * 1024

/** A whole answer, or the beginning of one that is too large to hold. */
export type JsonStart =
  | { kind: 'failed'; failure: AttemptFailure }
  | { kind: 'whole'; body: Buffer; parsed: JsonAnswer }
  | { kind: 'large'; held: Buffer[] }

const halfWay: AttemptFailure = {
  kind: 'timeout',
  status: 200,
  retryAfterMs: null,
  modelScoped: false,
  reason: 'the answer stopped half-way',
}

function failed(reason: string): JsonStart {
  return {
    kind: 'failed',
    failure: { kind: 'not_protocol', status: 200, retryAfterMs: null, modelScoped: false, reason },
  }
}

/** Reads a JSON answer up to the hold limit, so that a broken one can still fail over; at once when it is all there. */
export function startJson(answer: UpstreamAnswer, protocol: Protocol, timeoutMs: number): MaybePromise<JsonStart> {
  return new JsonReading(answer, protocol, timeoutMs).run()
}

class JsonReading {
  private readonly held: Buffer[] = []
  private readonly limit = settings().jsonHoldBytes
  private size = 0

  constructor(
    private readonly answer: UpstreamAnswer,
    private readonly protocol: Protocol,
    private readonly timeoutMs: number,
  ) {}

  run(): MaybePromise<JsonStart> {
    let isWhole = false
    try {
      while (!isWhole) {
        const event = this.answer.source.next(this.timeoutMs)
        if (isPromise(event)) return this.later(event)
        const start = this.take(event)
        if (start) return start
        isWhole = event === 'end'
      }
    } catch (error) {
      return { kind: 'failed', failure: networkFailure(error) }
    }
    return this.whole()
  }

  private async later(next: Promise<SourceEvent>): Promise<JsonStart> {
    try {
      for (let event = await next; event !== 'end'; event = await this.answer.source.next(this.timeoutMs)) {
        const start = this.take(event)
        if (start) return start
      }
    } catch (error) {
      return { kind: 'failed', failure: networkFailure(error) }
    }
    return this.whole()
  }

  /** What comes of the next bytes, or of none; null = more has to come. */
  private take(event: SourceEvent): JsonStart | null {
    if (event === 'end') return null
    if (event === 'quiet') {
      this.answer.source.abort('silent for too long')
      return { kind: 'failed', failure: halfWay }
    }
    this.held.push(event)
    this.size += event.length
    return this.size > this.limit ? { kind: 'large', held: this.held } : null
  }

  private whole(): JsonStart {
    const { held, protocol } = this
    const body = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, this.size)
    if (!isWholeObject(body)) return failed('the answer is not a whole JSON object')
    const parsed = protocol.readJson(body)
    if (!parsed.isProtocol && parsed.error)
      return { kind: 'failed', failure: classifyInBand(parsed.error, systemClock.now()) }
    if (!parsed.isProtocol) return failed('the answer is not of the protocol')
    if (parsed.terminal === 'failed') {
      const error = parsed.error ?? { code: 'server_error', message: '', status: null }
      return { kind: 'failed', failure: classifyInBand(error, systemClock.now()) }
    }
    if (!parsed.hasOutput && (parsed.usage?.output ?? 0) === 0 && protocol.name !== 'openai-embeddings')
      return failed('the answer has no output')
    return { kind: 'whole', body, parsed }
  }
}

/** Puts the asked model's name back. */
export function renamed(body: Buffer, model: JsonAnswer['model'], renameTo: string | null): Buffer {
  if (renameTo === null || model === null) return body
  return Buffer.concat([body.subarray(0, model.start), Buffer.from(JSON.stringify(renameTo)), body.subarray(model.end)])
}

/** The held beginning of a large answer with the asked model's name put back: providers write it before the output. */
export function renamedStart(held: readonly Buffer[], renameTo: string | null): readonly Buffer[] {
  if (renameTo === null) return held
  const start = Buffer.concat(held)
  return [renamed(start, locate(start, 0, start.length, ['model']), renameTo)]
}

/** Passes a large answer on as it comes; returns its last bytes, in which the usage stands, or null when it broke off. */
export async function relayLargeJson(
  answer: UpstreamAnswer,
  held: readonly Buffer[],
  reply: Reply,
  timeoutMs: number,
): Promise<Buffer | null> {
  let tail: Buffer = Buffer.concat(held).subarray(-tailBytes)
  for (const chunk of held) await reply.write(chunk)
  try {
    for (;;) {
      const event = await answer.source.next(timeoutMs)
      if (event === 'end') return tail
      if (event === 'quiet') {
        answer.source.abort('silent for too long')
        return null
      }
      tail = Buffer.concat([tail, event]).subarray(-tailBytes)
      await reply.write(event)
    }
  } catch {
    // The caller sees a cut connection: half a JSON document can't carry an error.
    return null
  }
}
