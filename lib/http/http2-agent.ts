import { type ClientHttp2Session, connect } from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type buildConnector, type Dispatcher, errors } from 'undici'
import { type Http2Options, type Http2Place, Http2Request } from './http2-request'

/** Requests on one connection at most. */
const maxStreams = 100
const maxConnections = 64
const windowBytes = 65_535
const sessionMegabytes = 32
const idleMs = 30_000

type Options = {
  origin: string
  /** Opens a socket; over TLS one that offers both protocols. */
  connect: buildConnector.connector
  /** What is used from then on when the other end speaks HTTP/1.1 only. */
  http1: () => Dispatcher
}

/** One connection and how many requests run on it. */
class Connection implements Http2Place {
  running = 0
  /** Its other end has said how many requests it takes; until then one. */
  isKnown = false
  private most = 1
  private isLeaving = false
  private idle: NodeJS.Timeout | null = null

  constructor(
    readonly session: ClientHttp2Session,
    private readonly changed: () => void,
  ) {
    // Each stream's unread bytes count for the connection too: slow readers must not use that up for the others.
    session.once('connect', () => session.setLocalWindowSize(maxStreams * windowBytes))
    session.on('remoteSettings', ({ maxConcurrentStreams = maxStreams }) => {
      this.isKnown = true
      this.most = Math.min(maxStreams, maxConcurrentStreams)
      this.changed()
    })
    session.on('goaway', () => this.leave())
    // The requests that ran are told by their own streams.
    session.on('error', () => this.leave())
    session.on('close', () => this.leave())
  }

  get hasRoom(): boolean {
    return !this.isGone && this.running < this.most
  }

  get isGone(): boolean {
    return this.isLeaving || this.session.closed || this.session.destroyed
  }

  take(request: Http2Request): void {
    if (this.idle) clearTimeout(this.idle)
    this.running += 1
    request.run(this)
  }

  freed(): void {
    this.running -= 1
    if (this.running === 0) this.idle = setTimeout(() => this.leave(), idleMs).unref()
    this.changed()
  }

  silent(): void {
    this.leave()
  }

  /** Takes no more requests, and closes once those that run have ended. */
  leave(): void {
    if (this.isLeaving) return
    this.isLeaving = true
    if (this.idle) clearTimeout(this.idle)
    if (!this.session.destroyed) this.session.close()
    this.changed()
  }
}

/**
 * HTTP/2 connections to one origin, many requests on each (RFC 9113); used like an undici dispatcher. Over TLS the protocol
 * is negotiated, and HTTP/1.1 used where the other end has only that; over plain TCP HTTP/2 is taken for granted. A
 * connection that its other end wants to close finishes what runs on it. What was refused unread is sent once more.
 */
export class Http2Agent {
  private connections: Connection[] = []
  private readonly waiting: Http2Request[] = []
  private connecting = 0
  private older: Dispatcher | null = null
  private isClosing = false

  constructor(private readonly options: Options) {}

  /** Its number is bounded by the process's calls in flight. */
  dispatch(options: Http2Options, handler: Dispatcher.DispatchHandler): void {
    if (this.older) this.older.dispatch(options, handler)
    else this.line(new Http2Request(options, handler, (request) => this.line(request)))
  }

  /** Running requests finish, then the connections close. */
  async close(): Promise<void> {
    this.isClosing = true
    this.pump()
    await this.older?.close()
  }

  /** Ends everything now. */
  async destroy(): Promise<void> {
    this.isClosing = true
    for (const request of this.waiting.splice(0)) request.fail(new errors.ClientDestroyedError())
    for (const { session } of this.connections) session.destroy()
    await this.older?.destroy()
  }

  private line(request: Http2Request): void {
    this.waiting.push(request)
    this.pump()
  }

  private readonly pump = (): void => {
    this.connections = this.connections.filter((connection) => !connection.isGone)
    while (this.waiting.length > 0) {
      const connection = this.connections.find(({ hasRoom }) => hasRoom)
      const request = connection && this.waiting.shift()
      if (!request) break
      connection.take(request)
    }
    const wanted = Math.ceil(this.waiting.length / maxStreams) - this.connections.filter((each) => !each.isKnown).length
    while (this.connecting < wanted && this.connections.length + this.connecting < maxConnections) this.open()
    if (this.isClosing && this.waiting.length === 0)
      for (const connection of this.connections) if (connection.running === 0) connection.leave()
  }

  private open(): void {
    this.connecting += 1
    const { hostname, host, protocol, port } = new URL(this.options.origin)
    this.options.connect({ hostname, host, protocol, port }, (error, socket) => {
      this.connecting -= 1
      if (error) this.failed(error)
      else if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') this.fallBack(socket)
      else this.opened(socket)
    })
  }

  private opened(socket: Socket): void {
    const session = connect(this.options.origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: windowBytes },
      peerMaxConcurrentStreams: maxStreams,
      maxSessionMemory: sessionMegabytes,
    })
    this.connections.push(new Connection(session, this.pump))
    this.pump()
  }

  private failed(error: Error): void {
    // Others that are open, or will be, serve them in turn.
    if (this.connections.length + this.connecting > 0) return
    for (const request of this.waiting.splice(0)) request.fail(error)
  }

  private fallBack(socket: Socket): void {
    socket.destroy()
    if (this.waiting.length === 0) return
    this.older ??= this.options.http1()
    for (const { options, handler } of this.waiting.splice(0)) this.older.dispatch(options, handler)
  }
}
