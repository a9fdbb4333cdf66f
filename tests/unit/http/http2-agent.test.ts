import { readFileSync } from 'node:fs'
import http2 from 'node:http2'
import https from 'node:https'
import net, { type AddressInfo, type Server } from 'node:net'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Http2Agent } from '@/lib/http/http2-agent'
import { requestWhole } from '@/lib/http/request-whole'

// A certificate of the tests' own, for 127.0.0.1.
const [key, cert] = ['key', 'certificate'].map((name) => readFileSync(`tests/support/tls/${name}.pem`, 'utf8'))
const limits = { maxBytes: 2 ** 20, timeoutMs: 5_000 }
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function agentTo(origin: string): Http2Agent {
  const ca = cert ?? ''
  const http1 = (): Dispatcher => new Agent({ connect: buildConnector({ ca }) })
  const agent = new Http2Agent({ origin, connect: buildConnector({ ca, allowH2: true }), http1 })
  ends.push(() => agent.destroy())
  return agent
}

const ask = (agent: Http2Agent, origin: string, headersTimeout?: number) =>
  requestWhole(
    agent,
    { origin, path: '/', method: 'POST', body: Buffer.from('hi'), headersTimeout: headersTimeout ?? null },
    limits,
  )

describe('Http2Agent', () => {
  it('speaks HTTP/2 over TLS where the other end offers it, all on one connection', async () => {
    let sessions = 0
    const server = http2.createSecureServer({ key, cert, allowHTTP1: true }, (req, res) => res.end(req.httpVersion))
    server.on('session', () => sessions++)
    const origin = await listen(server)
    const agent = agentTo(origin)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(agent, origin)))
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(Array.from({ length: 20 }, () => '200 2.0'))
    expect(sessions).toBe(1)
  })

  it('speaks HTTP/1.1 where the other end has only that', async () => {
    const origin = await listen(https.createServer({ key, cert }, (req, res) => res.end(req.httpVersion)))
    const agent = agentTo(origin)
    const answers = await Promise.all([ask(agent, origin), ask(agent, origin)])
    expect(answers.map(({ body }) => String(body))).toEqual(['1.1', '1.1'])
    expect(String((await ask(agent, origin)).body)).toBe('1.1')
  })

  it('opens another connection for what one may not take, and serves all', async () => {
    let [running, most, sessions] = [0, 0, 0]
    const settings = { maxConcurrentStreams: 5 }
    const server = http2.createSecureServer({ key, cert, settings }, (_req, res) => {
      most = Math.max(most, ++running)
      setTimeout(() => {
        running--
        res.end('ok')
      }, 20)
    })
    server.on('session', () => sessions++)
    const origin = await listen(server)
    const agent = agentTo(origin)
    await ask(agent, origin)
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(agent, origin)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(sessions).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(5 * sessions)
  })

  it('holds back an answer that is not read, without stopping the others on its connection', async () => {
    const size = 5 * 2 ** 20
    const written: number[] = []
    const server = http2.createSecureServer({ key, cert }, (req, res) => {
      if (req.url === '/small') return res.end('ok')
      const timer = setInterval(() => written.push(res.stream.bufferSize), 5)
      res.on('close', () => clearInterval(timer))
      res.end(Buffer.alloc(size))
    })
    const origin = await listen(server)
    const agent = agentTo(origin)
    let [seen, controller] = [0, null as Dispatcher.DispatchController | null]
    const big = new Promise<void>((resolve, reject) => {
      const handler: Dispatcher.DispatchHandler = {
        onResponseStart(running) {
          controller = running
          running.pause()
        },
        onResponseData(_running, chunk) {
          seen += chunk.length
        },
        onResponseEnd: () => resolve(),
        onResponseError: (_running, error) => reject(error),
      }
      agent.dispatch({ origin, path: '/big', method: 'GET' }, handler)
    })
    await vi.waitFor(() => expect(controller).not.toBeNull())
    for (let n = 0; n < 20; n++) {
      const small = await requestWhole(agent, { origin, path: '/small', method: 'GET' }, limits)
      expect(String(small.body)).toBe('ok')
    }
    expect(seen).toBe(0)
    // One window's bytes are on their way; the rest waits at the other end.
    expect(written.at(-1) ?? size).toBeGreaterThan(size / 2)
    controller?.resume()
    await big
    expect(seen).toBe(size)
  })

  it('gives up a request without a header in time, and uses that connection no more', async () => {
    let sessions = 0
    const server = http2.createSecureServer({ key, cert }, (_req, res) => {
      if (sessions > 1) res.end('ok')
    })
    server.on('session', () => sessions++)
    const origin = await listen(server)
    const agent = agentTo(origin)
    await expect(ask(agent, origin, 100)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' })
    expect((await ask(agent, origin)).status).toBe(200)
    expect(sessions).toBe(2)
  })

  it('gives up what waits for a connection that never says how many requests it takes', async () => {
    const silent = net.createServer(() => undefined)
    const origin = (await listen(silent)).replace('https', 'http')
    const agent = agentTo(origin)
    const asked = Array.from({ length: 3 }, () => ask(agent, origin, 100))
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' })
  })

  it('fails every waiting request when nothing answers there, and what is too large or late', async () => {
    const nobody = agentTo('https://127.0.0.1:9')
    const asked = Array.from({ length: 3 }, () => ask(nobody, 'https://127.0.0.1:9'))
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const origin = await listen(http2.createSecureServer({ key, cert }, (_req, res) => res.end('x'.repeat(100))))
    const small = { maxBytes: 10, timeoutMs: 5_000 }
    const agent = agentTo(origin)
    await expect(requestWhole(agent, { origin, path: '/', method: 'GET' }, small)).rejects.toThrow(RangeError)
    const silent = await listen(http2.createSecureServer({ key, cert }, () => undefined))
    const soon = { maxBytes: 10, timeoutMs: 50 }
    const late = requestWhole(agentTo(silent), { origin: silent, path: '/', method: 'GET' }, soon)
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
