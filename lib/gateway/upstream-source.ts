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
  private wake: (() => void) | null = null
  private timer: NodeJS.Timeout | null = null

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
    this.notify()
  }

  fail(error: Error): void {
    this.failure = error
    this.notify()
  }

  /** Closes the upstream connection; a pending `next` throws. */
  abort(reason: string): void {
    if (this.ended || this.failure) return
    this.failure = new Error(reason)
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
      const settle = () => {
        this.wake = null
        if (this.timer) clearTimeout(this.timer)
        this.timer = null
        try {
          resolve(this.take() ?? 'quiet')
        } catch (error) {
          reject(error)
        }
      }
      this.wake = settle
      this.timer = setTimeout(settle, waitMs)
    })
  }

  private notify(): void {
    this.wake?.()
  }
}
