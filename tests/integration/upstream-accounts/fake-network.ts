import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net'
import { selfSigned } from '../../support/self-signed'

type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
type Answer = { status: number; json: unknown; delayMs?: number }
export type Fake = { url: string; port: number; seen: Seen[]; close: () => Promise<void> }

type AnyServer = Server | TcpServer | TlsServer
const listen = async (server: AnyServer) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const close = (server: AnyServer, sockets: Set<Socket>) => async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

function track(server: AnyServer): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  return sockets
}

/** An HTTP server that remembers what it was asked. */
export async function fakeServer(answer: (seen: Seen) => Answer): Promise<Fake> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    seen.push(call)
    const { status, json, delayMs = 0 } = answer(call)
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  })
  const sockets = track(server)
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}`, port, seen, close: close(server, sockets) }
}

export type FakeProxy = { port: number; asked: string[]; logins: string[]; close: () => Promise<void> }

function join(one: Socket, port: number, host: string, ready: () => void): void {
  const other = connect(port, host, ready)
  other.on('error', () => one.destroy())
  one.on('error', () => other.destroy())
  one.pipe(other).pipe(one)
}

/** An http proxy that knows CONNECT only. */
export async function fakeHttpProxy(): Promise<FakeProxy> {
  return await serveConnect(createServer((_request, response) => response.writeHead(405).end()))
}

/** The same behind TLS, with a certificate that nobody vouches for. */
export async function fakeHttpsProxy(): Promise<FakeProxy> {
  return await serveConnect(createTlsServer(selfSigned(), (_request, response) => response.writeHead(405).end()))
}

async function serveConnect(server: Server | TlsServer): Promise<FakeProxy> {
  const asked: string[] = []
  const logins: string[] = []
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const target = request.url ?? ''
    asked.push(target)
    logins.push(request.headers['proxy-authorization'] ?? '')
    const [host = '', port = ''] = target.split(':')
    join(socket, Number(port), host, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  })
  const sockets = track(server)
  const port = await listen(server)
  return { port, asked, logins, close: close(server, sockets) }
}

async function* packets(socket: Socket): AsyncGenerator<Buffer> {
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield chunk
}

/** A SOCKS5 proxy that wants user and password and connects to IPv4 addresses. */
export async function fakeSocksProxy(): Promise<FakeProxy> {
  const asked: string[] = []
  const logins: string[] = []
  const server = createTcpServer(async (socket) => {
    const next = packets(socket)
    const read = async () => (await next.next()).value ?? Buffer.alloc(0)
    await read()
    socket.write(Buffer.from([5, 2]))
    const login = await read()
    const userLength = login[1] ?? 0
    const user = login.subarray(2, 2 + userLength).toString()
    logins.push(`${user}:${login.subarray(3 + userLength).toString()}`)
    socket.write(Buffer.from([1, 0]))
    const command = await read()
    // Address type 1 = IPv4: the name was resolved by who asks.
    const host = command[3] === 1 ? [...command.subarray(4, 8)].join('.') : 'not an address'
    const port = command.readUInt16BE(command.length - 2)
    asked.push(`${host}:${port}`)
    await next.return(undefined)
    join(socket, port, host, () => socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
  })
  const sockets = track(server)
  const port = await listen(server)
  return { port, asked, logins, close: close(server, sockets) }
}
