import { settings } from '../settings'
import type { UpstreamAnswer } from './attempt'
import { crashPoint } from './crash-point'
import type { CallerWatch } from './disconnect'
import type { Meter, ParsedRequest, Protocol, StreamRewriter } from './protocols'
import type { Reply } from './reply'
import type { MoneyEnd, StreamMoney } from './stream-money'
import type { SourceReader } from './upstream-source'

/** `caller_left`: the upstream was closed because nobody wanted its answer any more; `stopped`: because this process ends. */
export type StreamEnd = 'terminal' | 'failed' | 'truncated' | 'idle' | 'caller_left' | 'stopped' | MoneyEnd['kind']

export type StreamRelay = {
  answer: UpstreamAnswer
  protocol: Protocol
  request: ParsedRequest
  meter: Meter
  /** What was held back until there was output; emptied when it is passed on. */
  held: Buffer[]
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

/** How long the protocol's own end may be followed by more (usage, `[DONE]`) before an upstream that doesn't hang up is left. */
const afterTerminalMs = 2_000
/** Timers may fire that much early. */
const graceMs = 1

function onTimer(pump: StreamPump): void {
  pump.look()
}

/**
 * Moves a stream's bytes from its upstream to its caller in the call that brings them: no promise and no timer for a
 * chunk. Only a caller who takes no more, a hold that must grow first and the end make it wait.
 */
export class StreamPump implements SourceReader {
  private readonly keepAliveMs = settings().keepAliveCommentMs
  /** When the last chunk was passed, and when the caller last got anything. */
  private chunkMs = performance.now()
  private spokenMs = this.chunkMs
  private waits = false
  private comments = false
  private sawTerminal = false
  private timer: NodeJS.Timeout | null = null
  private firesAtMs = 0
  private resolve: ((end: StreamEnd) => void) | null = null
  private reject: ((error: unknown) => void) | null = null

  constructor(
    private readonly relay: StreamRelay,
    private readonly rewriter: StreamRewriter | null,
  ) {}

  /** Passes on everything until the end; rejects when the connection or the stream itself is broken. */
  run(): Promise<StreamEnd> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
      this.sawTerminal = this.relay.meter.terminal !== null
      this.arm()
      this.relay.answer.source.readWith(this)
    })
  }

  /** Passes bytes to the caller as they are, or as the rewriter makes them. */
  pass(bytes: Buffer): boolean | Promise<boolean> {
    return this.rewriter ? this.write(this.rewriter.push(bytes)) : this.relay.reply.write(bytes)
  }

  /** Passes on what the rewriter still holds back. */
  flush(): boolean | Promise<boolean> {
    return this.write(this.rewriter?.flush() ?? [])
  }

  private write(parts: readonly Buffer[]): boolean | Promise<boolean> {
    const [first] = parts
    if (!first) return true
    return this.relay.reply.write(parts.length === 1 ? first : Buffer.concat(parts))
  }

  chunk(bytes: Buffer): Promise<void> | null {
    try {
      const { meter, money } = this.relay
      const hadOutput = meter.hasOutput
      meter.push(bytes)
      if (!hadOutput && meter.hasOutput) this.relay.onFirstOutput()
      const room = meter.liveOutputTokens >= money.askAt && meter.terminal === null ? money.room() : null
      if (room !== null) return this.sendAfter(room, bytes)
      const taken = this.send(bytes)
      return taken instanceof Promise ? this.waitFor(taken) : null
    } catch (error) {
      this.finish(null, error)
      return null
    }
  }

  over(error: Error | null): void {
    if (error) {
      this.finish(null, error)
      return
    }
    try {
      this.relay.meter.finish()
      this.finish(this.relay.meter.terminal === null ? 'truncated' : 'terminal')
    } catch (broken) {
      this.finish(null, broken)
    }
  }

  private send(bytes: Buffer): boolean | Promise<boolean> {
    const { meter, money, answer } = this.relay
    // Ended between two events only: half an event can't be closed.
    const whole = money.ended?.kind === 'out_of_money' ? meter.wholeBytes(bytes) : 0
    const taken = this.pass(whole === 0 || whole === bytes.length ? bytes : bytes.subarray(0, whole))
    crashPoint('mid_stream')
    this.chunkMs = performance.now()
    this.spokenMs = this.chunkMs
    if (!this.sawTerminal && meter.terminal !== null) {
      this.sawTerminal = true
      this.arm()
    }
    if (whole > 0) {
      this.finish('out_of_money')
      answer.source.abort('out of money')
    }
    return taken
  }

  private async sendAfter(room: Promise<void>, bytes: Buffer): Promise<void> {
    this.waits = true
    try {
      await room
      await this.send(bytes)
    } catch (error) {
      this.finish(null, error)
    }
    this.goOn()
  }

  private async waitFor(taken: Promise<boolean>): Promise<void> {
    this.waits = true
    await taken
    this.goOn()
  }

  /** Time in which we didn't read is no silence of the upstream. */
  private goOn(): void {
    this.waits = false
    this.chunkMs = performance.now()
  }

  /** Looks whether the upstream has been silent for too long, or for so long that the caller should hear something. */
  look(): void {
    this.timer = null
    const nowMs = performance.now()
    if (this.waits) this.chunkMs = nowMs
    if (nowMs >= this.chunkMs + this.patienceMs() - graceMs) {
      this.finish(this.sawTerminal ? 'terminal' : 'idle')
      this.relay.answer.source.abort('silent for too long')
      return
    }
    if (nowMs >= this.spokenMs + this.keepAliveMs - graceMs) {
      this.spokenMs = nowMs
      if (!this.waits && !this.comments && this.relay.allowsComments && this.relay.meter.atBoundary) this.comment()
    }
    this.arm()
  }

  private comment(): void {
    const taken = this.relay.reply.keepAlive()
    if (!(taken instanceof Promise)) return
    this.comments = true
    void taken.then(() => {
      this.comments = false
    })
  }

  private patienceMs(): number {
    const { idleTimeoutMs } = this.relay
    return this.sawTerminal ? Math.min(afterTerminalMs, idleTimeoutMs) : idleTimeoutMs
  }

  /** Chunks don't move the timer: it looks again when it fires, and only an earlier end of patience sets it anew. */
  private arm(): void {
    const dueMs = Math.min(this.chunkMs + this.patienceMs(), this.spokenMs + this.keepAliveMs)
    if (this.timer && this.firesAtMs <= dueMs) return
    if (this.timer) clearTimeout(this.timer)
    this.firesAtMs = dueMs
    this.timer = setTimeout(onTimer, Math.max(1, dueMs - performance.now()), this)
  }

  private finish(end: StreamEnd | null, error?: unknown): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.relay.answer.source.readWith(null)
    if (end === null) this.reject?.(error)
    else this.resolve?.(end)
    this.resolve = null
    this.reject = null
  }
}
