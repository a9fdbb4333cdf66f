import type { Exchange } from './exchange'
import type { Fault } from './faults'
import type { Pace } from './pace'
import type { Frame } from './sse'

const defaultAfterTokens = 3

/** What the player needs of a protocol beside the frames themselves. */
export interface StreamScript {
  readonly frames: Iterator<Frame>
  /** Sent instead of everything that follows, by error_first. */
  readonly errorFrames: () => readonly Frame[]
}

/**
 * Writes frames one by one at the given pace, stops while the reader is slow, notices when it leaves,
 * and closes the exchange exactly once with what was really written.
 */
export class StreamPlayer {
  readonly #exchange: Exchange
  readonly #script: StreamScript
  readonly #pace: Pace
  #fault: Fault | null
  #pending: Frame | null = null
  #dueAt = 0
  #timeout: NodeJS.Timeout | null = null
  #scheduled = false
  #stopped = false

  constructor(exchange: Exchange, script: StreamScript, pace: Pace, fault: Fault | null) {
    this.#exchange = exchange
    this.#script = script
    this.#pace = pace
    this.#fault = fault
  }

  start(): void {
    const { res } = this.#exchange
    res.on('drain', () => this.#advance())
    res.on('close', () => this.#left())
    res.flushHeaders()
    this.#advance()
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    const frame = this.#pending
    if (this.#stopped || !frame) return
    const fault = this.#fault
    if (fault && this.#isDue(fault, frame)) {
      this.#break(fault)
      return
    }
    this.#pending = null
    this.#exchange.outputTokens += frame.tokens
    if (this.#exchange.write(frame.data)) this.#advance()
  }

  /** Called after each write, and again on `drain`; what is already scheduled is left alone. */
  #advance(): void {
    if (this.#stopped || this.#scheduled || this.#pending) return
    const next = this.#script.frames.next()
    if (next.done) {
      if (this.#fault?.kind === 'error_first') this.#break(this.#fault)
      else this.#finish()
      return
    }
    this.#pending = next.value
    const wait = next.value.tokens > 0 ? this.#waitForToken() : 0
    this.#schedule(wait)
  }

  #schedule(waitMs: number): void {
    this.#scheduled = true
    if (waitMs > 0) this.#timeout = setTimeout(this.#flush, waitMs)
    else setImmediate(this.#flush)
  }

  /** Keeps to the plan when a timer comes late, but never hurries after a pause longer than one step. */
  #waitForToken(): number {
    const now = performance.now()
    const step = this.#dueAt === 0 ? this.#pace.firstTokenMs : this.#pace.tokenMs
    const due = (this.#dueAt === 0 ? now : this.#dueAt) + step
    this.#dueAt = due < now - step ? now : due
    return Math.max(0, Math.round(this.#dueAt - now))
  }

  /** Start-up events go out before any fault; after the wanted tokens not even the closing events do. */
  #isDue(fault: Fault, frame: Frame): boolean {
    const after = fault.afterTokens ?? defaultAfter(fault)
    return this.#exchange.outputTokens >= after && (after > 0 || frame.tokens > 0)
  }

  #finish(): void {
    this.#stopped = true
    this.#exchange.close('complete')
    this.#exchange.end()
  }

  #break(fault: Fault): void {
    const { res } = this.#exchange
    if (fault.kind === 'stall') {
      this.#fault = null
      if (fault.delayMs > 0) this.#schedule(fault.delayMs)
      return
    }
    this.#stopped = true
    if (fault.kind === 'error_first') {
      for (const frame of this.#script.errorFrames()) this.#exchange.write(frame.data)
      this.#exchange.close('fault')
      this.#exchange.end()
      return
    }
    this.#exchange.close('cut')
    if (fault.kind === 'reset') res.socket?.resetAndDestroy()
    else this.#exchange.end()
  }

  #left(): void {
    if (this.#timeout) clearTimeout(this.#timeout)
    this.#stopped = true
    this.#exchange.close('aborted')
  }
}

function defaultAfter(fault: Fault): number {
  return fault.kind === 'error_first' ? 0 : defaultAfterTokens
}
