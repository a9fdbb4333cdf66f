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

/** Takes an answer's bytes in the call that brings them. Neither of its parts throws. */
export type SourceReader = {
  /** One chunk; a promise, which never rejects, holds back what follows until it resolves. */
  chunk(bytes: Buffer): Promise<void> | null
  /** Behind the last chunk: the end, or why there is none. */
  over(error: Error | null): void
}

/**
 * An upstream's answer as it comes, at most 64 KiB ahead of its reader, never turned into a stream object. Fed by undici's
 * dispatch handler; pulled chunk by chunk, or handed to a reader without a promise between them.
 */
export class UpstreamSource {
  bytes = 0
  private queue: Buffer[] = []
  private queued = 0
  private ended = false
  private failure: Error | null = null
  private reader: SourceReader | null = null
  /** The reader is being handed something, or waits: what comes meanwhile lines up. */
  private isBusy = false
  private pull: Pull | null = null

  constructor(private readonly controller: SourceControl) {}

  feed(chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.reader && !this.isBusy) {
      this.hand(chunk)
      this.drain()
      return
    }
    this.queue.push(chunk)
    this.queued += chunk.length
    if (this.queued > highWaterBytes && !this.controller.paused) this.controller.pause()
    this.notify()
  }

  end(): void {
    this.ended = true
    this.notify()
  }

  fail(error: Error): void {
    this.failure = error
    this.notify()
  }

  /** Closes the upstream connection; a pending `next` throws, a reader is told. */
  abort(reason: string): void {
    if (this.ended || this.failure) return
    this.failure = new Error(reason)
    this.controller.abort(this.failure)
    this.notify()
  }

  /** The next bytes, 'end', or 'quiet' after `waitMs` without any. Throws when the connection broke. One caller at a time. */
  next(waitMs: number): SourceEvent | Promise<SourceEvent> {
    const there = this.take()
    if (there) return there
    this.pull ??= new Pull(() => this.take())
    return this.pull.wait(waitMs)
  }

  /** From here on everything goes to the reader, what waits already first; null = to nobody. */
  readWith(reader: SourceReader | null): void {
    this.reader = reader
    this.pull = null
    if (reader) this.drain()
  }

  private take(): SourceEvent | null {
    const chunk = this.shift()
    if (chunk) return chunk
    if (this.failure) throw this.failure
    return this.ended ? 'end' : null
  }

  private shift(): Buffer | undefined {
    const chunk = this.queue.shift()
    if (!chunk) return undefined
    this.queued -= chunk.length
    if (this.queued <= highWaterBytes && this.controller.paused) this.controller.resume()
    return chunk
  }

  private notify(): void {
    if (this.reader) this.drain()
    else this.pull?.notify()
  }

  private hand(chunk: Buffer): void {
    this.isBusy = true
    const taken = this.reader?.chunk(chunk)
    if (taken instanceof Promise) void taken.then(this.goOn)
    else this.isBusy = false
  }

  private readonly goOn = (): void => {
    this.isBusy = false
    this.drain()
  }

  /** Hands over what waits, then the end. A loop: thousands of small chunks may have lined up. */
  private drain(): void {
    while (this.reader && !this.isBusy) {
      // Taking one may let the connection bring more: that lines up behind it.
      this.isBusy = true
      const chunk = this.shift()
      this.isBusy = false
      if (chunk) this.hand(chunk)
      else {
        const { reader } = this
        if (!this.ended && !this.failure) return
        this.reader = null
        reader.over(this.failure)
      }
    }
  }
}

/** One wait for an answer's next bytes. A chunk comes long before the time is over: the timer is kept for the next wait. */
class Pull {
  private waiter: { resolve: (event: SourceEvent) => void; reject: (error: unknown) => void } | null = null
  private timer: NodeJS.Timeout | null = null
  private deadlineMs = 0
  private firesAtMs = 0

  constructor(private readonly take: () => SourceEvent | null) {}

  wait(waitMs: number): Promise<SourceEvent> {
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject }
      this.deadlineMs = performance.now() + waitMs
      this.arm()
    })
  }

  notify(): void {
    const { waiter } = this
    if (!waiter) return
    this.waiter = null
    try {
      waiter.resolve(this.take() ?? 'quiet')
    } catch (error) {
      waiter.reject(error)
    }
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private arm(): void {
    if (this.timer && this.firesAtMs <= this.deadlineMs) return
    this.stop()
    this.firesAtMs = this.deadlineMs
    this.timer = setTimeout(this.onTimer, Math.max(1, this.deadlineMs - performance.now()))
  }

  private readonly onTimer = (): void => {
    this.timer = null
    if (!this.waiter) return
    // A millisecond's grace: timers may fire that much early.
    if (performance.now() < this.deadlineMs - 1) this.arm()
    else this.notify()
  }
}
