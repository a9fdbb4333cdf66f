import http2, { type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

export type Http2Call = {
  stream: ServerHttp2Stream
  headers: IncomingHttpHeaders
  body: Buffer
  session: ServerHttp2Session
}
export type Http2Answer = (call: Http2Call) => void

export type Http2Upstream = {
  /** A base URL whose calls `answer` serves; `sessions` are the connections that they came on, in order. */
  serve(answer: Http2Answer): { baseUrl: string; sessions: ServerHttp2Session[] }
}

/** An upstream over HTTP/2 without TLS that answers whatever a test says. */
export function useHttp2Upstream(): Http2Upstream {
  const answers = new Map<string, { answer: Http2Answer; sessions: ServerHttp2Session[] }>()
  const open = new Set<ServerHttp2Session>()
  const server = http2.createServer()
  server.on('session', (session) => {
    open.add(session)
    session.on('close', () => open.delete(session)).on('error', () => undefined)
  })
  server.on('stream', (stream, headers) => {
    const session = stream.session as ServerHttp2Session | undefined
    const found = answers.get(String(headers[':path']).split('/')[1] ?? '')
    const chunks: Buffer[] = []
    stream.on('error', () => undefined)
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      if (!found || !session) return stream.close()
      if (!found.sessions.includes(session)) found.sessions.push(session)
      found.answer({ stream, headers, body: Buffer.concat(chunks), session })
    })
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(async () => {
    for (const session of open) session.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    serve: (answer) => {
      const name = `u${answers.size}`
      const sessions: ServerHttp2Session[] = []
      answers.set(name, { answer, sessions })
      return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`, sessions }
    },
  }
}
