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
    exchange.begin(200, { 'content-type': 'text/plain' })
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
      exchange.begin(200, {})
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
