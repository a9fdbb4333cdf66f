import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BodyBuffer } from '@/lib/gateway/body-buffer'
import type { Exchange } from '@/lib/gateway/exchange'
import { nodeExchange } from '@/lib/gateway/exchange-node'
import { webExchange } from '@/lib/gateway/exchange-web'

const big = Buffer.alloc(256 * 1024, 0x61)

describe('the web exchange', () => {
  async function begun() {
    const { exchange, response } = webExchange(
      new Request('http://gateway.test/v1/x', { method: 'POST', body: 'hello' }),
    )
    exchange.begin(200, ['content-type', 'text/plain'])
    const { body } = await response
    if (!body) throw new Error('no body')
    return { exchange, reader: body.getReader() }
  }

  it('a write waits until its reader has taken what came before; every waiting writer goes on', async () => {
    const { exchange, reader } = await begun()
    const done: string[] = []
    const first = Promise.resolve(exchange.write(big)).then((open) => done.push(`first ${open}`))
    const second = Promise.resolve(exchange.write(big)).then((open) => done.push(`second ${open}`))
    await new Promise((resolve) => setImmediate(resolve))
    expect(done).toEqual([])
    await reader.read()
    await reader.read()
    await Promise.all([first, second])
    expect(done).toEqual(['first true', 'second true'])
  })

  it('a reader who leaves ends the waiting writes with false and aborts the call', async () => {
    const { exchange, reader } = await begun()
    const waiting = exchange.write(big)
    await reader.cancel()
    expect(await waiting).toBe(false)
    expect(exchange.signal.aborted).toBe(true)
    expect(exchange.write(big)).toBe(false)
  })

  it('after a cut nothing is written any more', async () => {
    const { exchange, reader } = await begun()
    exchange.destroy()
    expect(exchange.write(big)).toBe(false)
    await expect(reader.read()).rejects.toThrow()
  })
})

describe('the node exchange', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.close()
    server?.closeAllConnections()
  })

  function serve(handle: (exchange: Exchange) => unknown): Promise<number> {
    const created = createServer((req, res) => void handle(nodeExchange(req, res)))
    server = created
    return new Promise((resolve) =>
      created.listen(0, '127.0.0.1', () => resolve((created.address() as AddressInfo).port)),
    )
  }

  it('writes wait for a reader who doesn’t read, and end with false when he leaves', async () => {
    let written = 0
    let result: boolean | null = null
    const port = await serve(async (exchange) => {
      exchange.begin(200, [])
      for (let open = true; open && written < 1_000; written++) open = await exchange.write(big)
      result = await exchange.write(big)
    })
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /v1/x HTTP/1.1\r\nhost: x\r\n\r\n'))
    socket.pause()
    let before = -1
    await vi.waitFor(
      () => {
        const isStill = written === before && written > 0
        before = written
        expect(isStill).toBe(true)
      },
      { interval: 150, timeout: 5_000 },
    )
    expect(written).toBeLessThan(200)
    socket.destroy()
    await vi.waitFor(() => expect(result).toBe(false), { timeout: 5_000 })
  })

  /** Everything that comes back on one connection until the server closes it or `until` is in it. */
  function exchangeBytes(port: number, sent: string, until: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let got = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(sent))
      socket.on('data', (bytes) => {
        got += bytes.toString('latin1')
        if (got.includes(until)) socket.destroy()
      })
      socket.on('close', () => resolve(got))
      socket.on('error', reject)
    })
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)

  it('frames chunks itself, joins what is ready in one turn, and keeps the connection for the next call', async () => {
    const port = await serve(async (exchange) => {
      exchange.begin(200, ['content-type', 'text/event-stream'])
      void exchange.write(Buffer.from('data: 1\n\n'))
      void exchange.write(Buffer.alloc(0))
      await turn()
      void exchange.write(Buffer.from('data: 2\n'))
      void exchange.write(Buffer.from('\n'))
      await turn()
      void exchange.write(big)
      exchange.end(Buffer.from('data: é\n\n'))
    })
    const call = 'GET /v1/x HTTP/1.1\r\nhost: x\r\n\r\n'
    const raw = await exchangeBytes(port, `${call}${call.replace('host', 'connection: close\r\nhost')}`, 'never')
    expect(raw.split('HTTP/1.1 200 OK').length).toBe(3)
    expect(raw.match(/transfer-encoding: chunked/gi)?.length).toBe(2)
    expect(raw.match(/0\r\n\r\n/g)?.length).toBe(2)
    const expected = `data: 1\n\ndata: 2\n\n${big.toString()}data: é\n\n`
    for (let n = 0; n < 3; n++) {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/x`)
      expect(await answer.text()).toBe(expected)
    }
  })

  it('answers calls that were sent at once on one connection in their order, each whole', async () => {
    const pathsBegun: string[] = []
    const port = await serve(async (exchange) => {
      pathsBegun.push(exchange.path)
      if (exchange.path === '/1') await new Promise((resolve) => setTimeout(resolve, 60))
      exchange.begin(200, [])
      for (let n = 0; n < 3; n++) {
        void exchange.write(Buffer.from(`${exchange.path}:${n};`))
        await turn()
      }
      exchange.end(Buffer.from('end'))
    })
    const call = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`
    const raw = await exchangeBytes(port, call('/1') + call('/2') + call('/3', 'connection: close\r\n'), 'never')
    expect(pathsBegun).toEqual(['/1', '/2', '/3'])
    const said = raw
      .split('HTTP/1.1 200 OK')
      .slice(1)
      .map((answer) =>
        bodyOf(answer)
          .replace(/(^|\r\n)[0-9a-f]+\r\n/g, '')
          .replace(/\r\n/g, ''),
      )
    expect(said).toEqual(['/1:0;/1:1;/1:2;end', '/2:0;/2:1;/2:2;end', '/3:0;/3:1;/3:2;end'])
  })

  it('frames nothing for an HTTP/1.0 caller, a HEAD or a declared length', async () => {
    const port = await serve(async (exchange) => {
      exchange.begin(200, exchange.path === '/declared' ? ['content-length', '6'] : [])
      void exchange.write(Buffer.from('abc'))
      await turn()
      exchange.end(Buffer.from('def'))
    })
    const old = await exchangeBytes(port, 'GET / HTTP/1.0\r\n\r\n', 'never')
    expect([bodyOf(old), /transfer-encoding/i.test(old)]).toEqual(['abcdef', false])
    const declared = await exchangeBytes(port, 'GET /declared HTTP/1.1\r\nhost: x\r\n\r\n', 'abcdef')
    expect([bodyOf(declared), /transfer-encoding/i.test(declared)]).toEqual(['abcdef', false])
    const head = await exchangeBytes(port, 'HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 'never')
    expect(bodyOf(head)).toBe('')
  })

  it('sends status and headers before the first byte of the body is there', async () => {
    let finish: () => void = () => undefined
    const port = await serve((exchange) => {
      exchange.begin(200, [])
      finish = () => exchange.end()
    })
    const answer = await fetch(`http://127.0.0.1:${port}/v1/x`)
    expect(answer.status).toBe(200)
    finish()
    expect(await answer.text()).toBe('')
  })

  it('a cut answer ends the connection behind what came before, never as a whole answer', async () => {
    const port = await serve(async (exchange) => {
      exchange.begin(200, [])
      void exchange.write(Buffer.from('half'))
      await turn()
      void exchange.write(Buffer.from(' of it'))
      exchange.destroy()
    })
    const raw = await exchangeBytes(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', 'never')
    expect(raw).toContain('half')
    expect(raw).toContain(' of it')
    expect(raw).not.toContain('0\r\n\r\n')
    await expect(fetch(`http://127.0.0.1:${port}/v1/x`).then((answer) => answer.text())).rejects.toThrow()
  })

  it('a body of a caller who is already gone is refused, not waited for', async () => {
    let outcome: Promise<unknown> | null = null
    const port = await serve((exchange) => {
      exchange.signal.addEventListener('abort', () => {
        outcome = exchange.readBody(1_000).catch((error: { code: string }) => error.code)
      })
    })
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('POST /v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc', () =>
        setImmediate(() => socket.destroy()),
      )
    })
    await vi.waitFor(() => expect(outcome).not.toBeNull(), { timeout: 5_000 })
    expect(await outcome).toBe('invalid_request')
  })
})

describe('a body buffer', () => {
  it.each([0, 5, 100_000, 99_999, 200_000])('collects the same bytes whatever length was declared (%i)', (declared) => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
    const body = new BodyBuffer(declared)
    for (let at = 0; at < bytes.length; at += 7_777) body.add(bytes.subarray(at, at + 7_777))
    expect(body.size).toBe(bytes.length)
    expect(body.whole().equals(bytes)).toBe(true)
  })
})
