import { type ClientHttp2Session, type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2'
import { type Dispatcher, errors } from 'undici'

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants

/** They belong to a connection of HTTP/1.1 (RFC 9113 §8.2.2), or are said by pseudo-headers here. */
const foreignHeaders = new Set(['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'])

export type Http2Options = Dispatcher.DispatchOptions & { body?: Buffer | null }

/** Where a request runs. */
export type Http2Place = {
  readonly session: ClientHttp2Session
  /** The request has ended, however. */
  freed(): void
  /** No header came in time: the connection may be dead. */
  silent(): void
}

function headersOf({ origin, path, method, headers, body }: Http2Options): Record<string, string> {
  const { host, protocol } = new URL(String(origin))
  const all: Record<string, string> = {
    ...{ ':method': method, ':path': path, ':scheme': protocol.slice(0, -1), ':authority': host },
  }
  for (const [name, value] of Object.entries({ ...headers }))
    if (typeof value === 'string' && !foreignHeaders.has(name)) all[name] = value
  if (body) all['content-length'] = String(body.length)
  return all
}

/**
 * One request on an HTTP/2 connection, told to its handler as undici tells those of HTTP/1.1. An answer ends only with its
 * stream's clean end; whatever else closes the stream is an error.
 */
export class Http2Request implements Dispatcher.DispatchController {
  paused = false
  aborted = false
  reason: Error | null = null
  private stream: ClientHttp2Stream | null = null
  private place: Http2Place | null = null
  private timer: NodeJS.Timeout | null = null
  private failure: Error | null = null
  private isOver = false
  private hasAnswer = false
  private hasEnded = false
  private tries = 0

  /** `again` sends it once more, on another connection. */
  constructor(
    readonly options: Http2Options,
    readonly handler: Dispatcher.DispatchHandler,
    private readonly again: (request: Http2Request) => void,
  ) {
    // From now on, and not from its start: it may wait for a connection that never takes it.
    if (options.headersTimeout) this.timer = setTimeout(() => this.timedOut(), options.headersTimeout)
  }

  run(place: Http2Place): void {
    this.tries += 1
    this.place = place
    if (this.tries === 1 && !this.isOver) this.handler.onRequestStart?.(this, { connection: place.session })
    if (this.isOver) {
      place.freed()
      return
    }
    try {
      this.stream = place.session.request(headersOf(this.options))
    } catch (error) {
      place.freed()
      this.fail(error instanceof Error ? error : new Error(String(error)))
      return
    }
    this.listen(this.stream, place)
    this.stream.end(this.options.body ?? undefined)
  }

  pause(): void {
    this.paused = true
    this.stream?.pause()
  }

  resume(): void {
    this.paused = false
    this.stream?.resume()
  }

  abort(reason: Error): void {
    if (this.isOver) return
    this.aborted = true
    this.reason = reason
    this.reset()
    this.fail(reason)
  }

  fail(error: Error): void {
    if (this.isOver) return
    this.over()
    this.handler.onResponseError?.(this, error)
  }

  private listen(stream: ClientHttp2Stream, place: Http2Place): void {
    stream.on('response', (headers) => this.answered(headers))
    stream.on('data', (chunk: Buffer) => {
      if (!this.isOver) this.handler.onResponseData?.(this, chunk)
    })
    stream.on('end', () => {
      this.hasEnded = true
    })
    stream.on('error', (error) => {
      this.failure ??= error
    })
    stream.on('close', () => {
      place.freed()
      this.closed(stream.rstCode)
    })
  }

  private timedOut(): void {
    this.place?.silent()
    this.reset()
    this.fail(new errors.HeadersTimeoutError())
  }

  private answered(headers: IncomingHttpHeaders & { ':status'?: number | undefined }): void {
    if (this.isOver) return
    this.hasAnswer = true
    this.stopTimer()
    this.handler.onResponseStart?.(this, headers[':status'] ?? 0, headers)
  }

  private closed(code: number | undefined): void {
    if (this.isOver) return
    if (this.hasAnswer && this.hasEnded && (code ?? NGHTTP2_NO_ERROR) === NGHTTP2_NO_ERROR) {
      this.over()
      this.handler.onResponseEnd?.(this, {})
      return
    }
    // Refused means that nothing was done with it (RFC 9113 §8.7).
    const isRefused = code === NGHTTP2_REFUSED_STREAM && !this.hasAnswer
    if (!isRefused || this.tries > 1) {
      this.fail(this.failure ?? new errors.SocketError('the HTTP/2 stream was closed'))
      return
    }
    this.failure = null
    this.place = null
    this.again(this)
  }

  private reset(): void {
    this.stream?.close(NGHTTP2_CANCEL)
    // A paused stream would never come to its end otherwise.
    this.stream?.destroy()
  }

  private over(): void {
    this.isOver = true
    this.stopTimer()
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }
}
