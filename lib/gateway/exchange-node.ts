import type { IncomingMessage, ServerResponse } from 'node:http'
import { Ending } from '../ending'
import { AppError } from '../errors'
import { BodyBuffer } from './body-buffer'
import type { Exchange } from './exchange'
import type { HeaderList } from './header-list'
import { flushAtTurnEnd, isFirstOfTurn } from './outbox'

/** Bodies above this many unread bytes are not worth draining: the connection is closed instead. */
const drainable = 1024 * 1024
/** Bytes that aren't kept for the end of the turn. */
const flushAt = 16 * 1024
const lineEnd = '\r\n'
const lastChunk = '0\r\n\r\n'

/** An exchange over node:http: bytes go to the socket as they are, `write` follows the socket's back-pressure. */
export function nodeExchange(req: IncomingMessage, res: ServerResponse): Exchange {
  return new NodeExchange(req, res)
}

/**
 * Writes past node's own chunked framing, which costs three buffers and a writev for each event: what became ready in one
 * turn of the event loop is one chunk, one buffer and one write, sent back to back with what is ready for other callers.
 */
class NodeExchange implements Exchange {
  readonly method: string
  readonly path: string
  readonly peerAddress: string
  readonly startedMs = performance.now()
  readonly signal = new Ending()
  private pending: Uint8Array[] = []
  private pendingBytes = 0
  /** Stands in the outbox. */
  private isQueued = false
  /** The answer is chunked, and framed here. */
  private isFramed = false
  /** Status and headers were handed to the response: the socket, once it is this response's, may be written to directly. */
  private headIsOut = false
  private ended = false
  private readonly search: string
  private parsedQuery: URLSearchParams | null = null
  /** The answer began as the first of its turn: its first bytes wait for nobody. */
  private goesAtOnce = false

  constructor(
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse,
  ) {
    const url = req.url ?? '/'
    const mark = url.indexOf('?')
    this.method = req.method ?? 'GET'
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.search = mark < 0 ? '' : url.slice(mark + 1)
    this.peerAddress = req.socket.remoteAddress ?? ''
    res.once('close', () => {
      if (!res.writableFinished) this.signal.abort()
    })
  }

  get query(): URLSearchParams {
    this.parsedQuery ??= new URLSearchParams(this.search)
    return this.parsedQuery
  }

  header(name: string): string | null {
    const value = this.req.headers[name]
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
  }

  readBody(limit: number): Promise<Buffer> {
    return readBody(this.req, limit)
  }

  begin(status: number, headers: HeaderList): void {
    const { req, res } = this
    if (hasUnreadBody(req)) headers.push('connection', 'close')
    res.writeHead(status, headers)
    // Node decided by version, method and headers whether chunks are framed: the framing itself is done here.
    this.isFramed = res.chunkedEncoding
    if (this.isFramed) res.chunkedEncoding = false
    this.goesAtOnce = this.isFramed && isFirstOfTurn()
    // An answer that is whole, or begins in this turn, goes out with its headers in one packet.
    this.enqueue()
  }

  write(bytes: Uint8Array): boolean | Promise<boolean> {
    if (this.ended || this.res.destroyed) return false
    // An empty chunk would be the answer's end.
    if (bytes.length > 0) this.keep(bytes)
    return this.needsDrain() ? this.drained() : true
  }

  end(bytes?: Uint8Array): void {
    if (this.ended) return
    this.ended = true
    this.keep(bytes)
  }

  destroy(): void {
    this.flush()
    this.res.destroy()
  }

  cut(): void {
    this.res.destroy()
  }

  /** Sends what is kept: the headers with it when they are still to go, the end when it was asked for. */
  flush(): void {
    this.isQueued = false
    this.goesAtOnce = false
    const { res } = this
    const { socket } = res
    const bytes = this.takePending()
    if (res.destroyed || res.writableEnded) return
    if (this.ended) {
      if (bytes) res.end(bytes)
      else res.end()
    } else if (this.headIsOut && socket) {
      if (bytes) socket.write(bytes)
    } else if (bytes) res.write(bytes)
    else if (!this.headIsOut) res.flushHeaders()
    this.headIsOut = true
  }

  private keep(bytes: Uint8Array | undefined): void {
    if (bytes && bytes.length > 0) {
      this.pending.push(bytes)
      this.pendingBytes += bytes.length
    }
    // A whole answer waits for the end of its turn: its settlement is on record by then.
    if (this.isFramed && (this.pendingBytes >= flushAt || this.goesAtOnce || isFirstOfTurn())) this.flush()
    else this.enqueue()
  }

  private enqueue(): void {
    if (this.isQueued) return
    this.isQueued = true
    flushAtTurnEnd(this)
  }

  /** Everything kept as the bytes of one write, null when there is nothing to send. */
  private takePending(): Uint8Array | null {
    const { pending, pendingBytes } = this
    const [only] = pending
    if (!this.isFramed && pending.length <= 1) {
      this.forget()
      return only ?? null
    }
    const isLast = this.ended && this.isFramed
    if (pendingBytes === 0 && !isLast) return null
    const opening = this.isFramed && pendingBytes > 0 ? pendingBytes.toString(16) + lineEnd : ''
    const closing = (opening === '' ? '' : lineEnd) + (isLast ? lastChunk : '')
    const out = Buffer.allocUnsafe(opening.length + pendingBytes + closing.length)
    let at = out.write(opening, 0, 'latin1')
    for (const bytes of pending) {
      out.set(bytes, at)
      at += bytes.length
    }
    out.write(closing, at, 'latin1')
    this.forget()
    return out
  }

  private forget(): void {
    this.pending.length = 0
    this.pendingBytes = 0
  }

  private needsDrain(): boolean {
    const { socket } = this.res
    return this.headIsOut && socket ? socket.writableNeedDrain : this.res.writableNeedDrain
  }

  private drained(): Promise<boolean> {
    const { res } = this
    const taker = this.headIsOut && res.socket ? res.socket : res
    return new Promise((resolve) => {
      const onDrain = () => done(true)
      const onClose = () => done(false)
      const done = (open: boolean) => {
        taker.off('drain', onDrain)
        res.off('close', onClose)
        resolve(open)
      }
      taker.on('drain', onDrain)
      res.on('close', onClose)
    })
  }
}
/** Whether more of the request's body is on its way than is worth reading. */
function hasUnreadBody(req: IncomingMessage): boolean {
  if (req.complete) return false
  const declared = req.headers['content-length']
  return declared === undefined ? req.headers['transfer-encoding'] !== undefined : Number(declared) >= drainable
}

/** The error of a body over the limit, named as callers know it. */
export function tooLarge(limit: number): AppError {
  return new AppError(
    'request_too_large',
    `The request body is larger than the limit of ${limit} bytes. Send less, or upload large inputs by URL.`,
  )
}

/** The error of a caller who dropped while sending. */
export function droppedBody(): AppError {
  return new AppError('invalid_request', 'The connection closed before the whole request body arrived.')
}

function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(req.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(tooLarge(limit))
  // Gone before anyone listened: no event would tell.
  if (req.destroyed) return Promise.reject(droppedBody())
  const body = new BodyBuffer(declared)
  return new Promise((resolve, reject) => {
    let isOver = false
    const whole = () => {
      isOver = true
      resolve(body.whole())
    }
    req.on('data', (chunk: Buffer) => {
      if (body.size + chunk.length > limit) {
        isOver = true
        req.pause()
        req.removeAllListeners('data')
        reject(tooLarge(limit))
        return
      }
      body.add(chunk)
      // With its declared bytes a body is whole: what node still has to say about its end needn't be waited for.
      if (body.size === declared) whole()
    })
    // Every request closes in the end: only one that closes before its body's end was dropped.
    req.on('close', () => {
      if (!isOver) reject(droppedBody())
    })
    if (declared === 0) req.on('end', whole)
  })
}
