import { AppError } from '../errors'
import { settings } from '../settings'
import type { RateWindowState } from '../slots'
import type { Exchange } from './exchange'
import { type HeaderList, headerList } from './header-list'
import type { Meter, Protocol } from './protocols'
import { addRateHeaders } from './rate-headers'

const waitingComment = Buffer.from(': waiting\n\n')
const keepAliveComment = Buffer.from(': keep-alive\n\n')

/** Says where a call's time went, as `server-timing` writes it; `upstreamMs` is the wait for the upstream's first byte. */
export type TimingSource = { serverTiming(upstreamMs: number | null): string }

/** What has been said to the caller so far, and the only way to say more: nothing is sent twice, errors take the form that still fits. */
export class Reply {
  /** Status and headers are out. */
  begun = false
  ended = false
  /** The caller is gone: writing is pointless. */
  left = false
  meter: Meter | null = null
  model = ''
  /** The output limit that went upstream in the caller's place, as a header says. */
  clampedOutputTokens: number | null = null
  /** What stands behind a stream's last event, such as the comment with its cost. */
  lastWords: Buffer | null = null
  private windows: readonly RateWindowState[] = []
  private waitingTimer: NodeJS.Timeout | null = null

  constructor(
    private readonly exchange: Exchange,
    private readonly protocol: Protocol,
    readonly requestId: string,
    private readonly timing: TimingSource,
  ) {}

  setWindows(windows: readonly RateWindowState[]): void {
    this.windows = windows
  }

  /** Begins the answer with our own headers added. Once; later calls are ignored (a stream may have begun while it waited). */
  begin(status: number, headers: HeaderList, upstreamMs: number | null = null): void {
    if (this.begun) return
    this.begun = true
    this.addOwnHeaders(headers)
    headers.push('server-timing', this.timing.serverTiming(upstreamMs))
    this.exchange.begin(status, headers)
  }

  /** Sends bytes; false once the caller is gone, a promise only when the caller's connection takes no more for now. */
  write(bytes: Uint8Array): boolean | Promise<boolean> {
    if (this.left || this.ended) return false
    const open = this.exchange.write(bytes)
    if (open === true) return true
    if (open !== false) return this.patient(open)
    this.left = true
    return false
  }

  /** A reader who takes nothing for the whole idle time is treated as gone, so that nothing waits for it for ever. */
  private patient(drained: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.exchange.destroy()
        this.left = true
        resolve(false)
      }, settings().streamIdleTimeoutMs)
      void drained.then((open) => {
        clearTimeout(timer)
        if (!open) this.left = true
        resolve(open)
      })
    })
  }

  keepAlive(): boolean | Promise<boolean> {
    return this.write(keepAliveComment)
  }

  end(bytes?: Uint8Array): void {
    if (this.ended) return
    this.ended = true
    const { lastWords } = this
    this.exchange.end(lastWords && bytes ? Buffer.concat([bytes, lastWords]) : (lastWords ?? bytes))
  }

  /** While a stream waits for a slot: after a while it is committed and kept open by comments. */
  startWaiting(queueSinceMs: number): void {
    if (this.waitingTimer) return
    const tick = () => {
      if (!this.begun) this.beginWaiting(queueSinceMs)
      void this.write(waitingComment)
    }
    this.waitingTimer = setInterval(tick, settings().waitingCommentMs)
  }

  stopWaiting(): void {
    if (this.waitingTimer) clearInterval(this.waitingTimer)
    this.waitingTimer = null
  }

  /** The last word: an answer that nothing ended is ended with an error, never left hanging. */
  close(): void {
    this.stopWaiting()
    if (this.ended || this.left) return
    this.fail(
      new AppError('overloaded', 'The gateway ended this call before its answer was complete. Try again.', {
        retryAfterSeconds: 1,
      }),
    )
  }

  private beginWaiting(queueSinceMs: number): void {
    const queue = Math.round(performance.now() - queueSinceMs)
    this.begun = true
    const headers = streamHeaders(this.protocol)
    this.addOwnHeaders(headers)
    headers.push('server-timing', `queue;dur=${queue}`)
    this.exchange.begin(200, headers)
  }

  /** Ends the answer with an error: as status and JSON before the first byte, in the protocol's own way after it. */
  fail(error: AppError): void {
    if (this.ended || this.left) return
    if (this.begun) {
      this.end(this.protocol.renderStreamError(error, this.requestId, this.meter, this.model))
      return
    }
    const rendered = this.protocol.renderError(error, this.requestId)
    this.begin(rendered.status, headerList(rendered.headers))
    this.end(Buffer.from(rendered.body))
  }

  private addOwnHeaders(headers: HeaderList): void {
    headers.push('x-request-id', this.requestId)
    if (this.windows.length > 0) addRateHeaders(headers, this.windows, this.protocol.name)
    if (this.protocol.name === 'anthropic-messages') headers.push('request-id', this.requestId)
    if (this.clampedOutputTokens !== null)
      headers.push('x-turnpike-max-output-tokens', String(this.clampedOutputTokens))
  }
}

/** Headers of a stream of the protocol, but its content type. */
const ofEveryStream = ['cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no'] as const

/** Headers of a stream of the protocol; an upstream may have named its content type itself. */
export function streamHeaders(protocol: Protocol, contentType: string | null = null): HeaderList {
  return ['content-type', contentType ?? protocol.streamContentType, ...ofEveryStream]
}
