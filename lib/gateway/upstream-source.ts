/** The connection behind an answer, as far as its reader steers it. */
export type SourceControl = {
  readonly paused: boolean
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** Bytes that may wait here before the upstream is slowed. */
const highWaterBytes = 64 * 1024

/** What `next` brings: bytes, the end, or nothing for the time asked. */
export type SourceEvent = Buffer | 'end' | 'quiet'

/**
 * An upstream's answer as it comes: pulled chunk by chunk, at most 64 KiB ahead of its reader, never turned into a
 * stream object. Fed by undici's dispatch handler.
 */
export class UpstreamSource {
  bytes = 0
  private readonly queue: Buffer[] = []
  private queued = 0
  private ended = false
  private failure: Error | null = null
  private waiter: { resolve: (event: SourceEvent) => void; reject: (error: unknown) => void } | null = null
  private timer: NodeJS.Timeout | null = null
  private deadlineMs = 0
  private firesAtMs = 0

  constructor(private readonly controller: SourceControl) {}

  feed(chunk: Buffer): void {
    this.bytes += chunk.length
    this.queue.push(chunk)
    this.queued += chunk.length
    if (this.queued > highWaterBytes && !this.controller.paused) this.controller.pause()
    this.notify()
  }

  end(): void {
    this.ended = true
    this.disarm()
    this.notify()
  }

  fail(error: Error): void {
    this.failure = error
    this.disarm()
    this.notify()
  }

  /** Closes the upstream connection; a pending `next` throws. */
  abort(reason: string): void {
    if (this.ended || this.failure) return
    this.failure = new Error(reason)
    this.disarm()
    this.controller.abort(this.failure)
    this.notify()
  }

  /** The next bytes, 'end', or 'quiet' after `waitMs` without any. Throws when the connection broke. One caller at a time. */
  next(waitMs: number): SourceEvent | Promise<SourceEvent> {
    return this.take() ?? this.wait(waitMs)
  }

  private take(): SourceEvent | null {
    const chunk = this.queue.shift()
    if (chunk) {
      this.queued -= chunk.length
      if (this.queued <= highWaterBytes && this.controller.paused) this.controller.resume()
      return chunk
    }
    if (this.failure) throw this.failure
    return this.ended ? 'end' : null
  }

  private wait(waitMs: number): Promise<SourceEvent> {
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject }
      this.deadlineMs = performance.now() + waitMs
      this.arm()
    })
  }

  /** A chunk comes long before the time is over: the timer of an earlier wait is kept, and looks again when it fires. */
  private arm(): void {
    if (this.timer && this.firesAtMs <= this.deadlineMs) return
    this.disarm()
    this.firesAtMs = this.deadlineMs
    this.timer = setTimeout(this.onTimer, Math.max(1, this.deadlineMs - performance.now()))
  }

  private disarm(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private readonly onTimer = (): void => {
    this.timer = null
    if (!this.waiter) return
    // A millisecond's grace: timers may fire that much early.
    if (performance.now() < this.deadlineMs - 1) this.arm()
    else this.notify()
  }

  private notify(): void {
    const { waiter } = this
    if (!waiter) return
    this.waiter = null
    try {
      waiter.resolve(this.take() ?? 'quiet')
    } catch (error) {
      waiter.reject(error)
    }
  }
}
