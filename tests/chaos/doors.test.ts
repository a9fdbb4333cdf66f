import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { type ReadReceipt, recomputeReceipt } from '@/lib/receipts'
import { startServer, type TestServer } from '../support/server'
import { type Customer, operatorOf } from './support/operator'

const mebibyte = 1024 * 1024
const large = 30 * mebibyte
const limit = 32 * mebibyte
const paceMs = 50
const hasProc = fs.existsSync('/proc/self/clear_refs')

type Served = { id: string; at: string; endedAt: string; inputTokens: number; outputTokens: number; end: string }
type Seen = { headers: Record<string, string>; bodyBase64: string }
type Ask = { model: string; input?: string; messages?: object[]; metadata?: object }
type Generation = {
  status: string
  inputTokens: number
  outputTokens: number
  usageSource: string
  costNanoUsd: string
  receipt: ReadReceipt
}

let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
})
afterAll(async () => await simulator.close())

const tagOf = (name: string) => `${name}-${crypto.randomUUID()}`

async function ofSimulator<T>(path: string): Promise<T> {
  const response = await fetch(`${simulator.url}/_sim/${path}`)
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}

const servedOf = async (tag: string) => (await ofSimulator<{ data: Served[] }>(`served?tag=${tag}`)).data

/** What a process holds in memory now, and the most it held since the peak was last set back. */
function memoryOf(pid: number): { now: number; peak: number } {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** From here on the peak is that of what follows. */
const setPeakBack = (pid: number) => fs.writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** A valid body of exactly `size` bytes around an image that can't be told apart from a real one by its length. */
function imageBody(size: number, tag: string): Buffer<ArrayBuffer> {
  const around = JSON.stringify({
    model: 'sim-small',
    input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'data:image/png;base64,' }] }],
    metadata: { tag },
  })
  const letters = size - around.length
  const image = randomBytes(Math.ceil((letters * 3) / 4))
    .toString('base64')
    .slice(0, letters)
  return Buffer.from(around.replace('base64,', () => `base64,${image}`))
}

describe.each(['node', 'web'] as const)('The built server with the %s door', (door) => {
  let server: TestServer
  let operator: ReturnType<typeof operatorOf>
  let customer: Customer

  beforeAll(async () => {
    server = await startServer({ door, simulatorUrl: simulator.url })
    operator = operatorOf(server.url)
    customer = await operator.customer(simulator.url)
  })
  afterAll(async () => await server?.stop())

  const post = (path: string, key: string, body: Buffer<ArrayBuffer> | Ask) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: 'model' in body ? JSON.stringify(body) : body,
    })

  const generation = async (id: string) => {
    const response = await fetch(`${server.url}/v1/generations/${id}`, {
      headers: { authorization: `Bearer ${customer.key}` },
    })
    expect(response.status).toBe(200)
    return (await response.json()) as Generation
  }

  it.each(['/healthz', '/readyz'])('%s answers 200 as JSON', async (path) => {
    const response = await fetch(`${server.url}${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toHaveProperty('status')
  })

  it('HEAD / is 200 for load balancers', async () => {
    expect((await fetch(`${server.url}/`, { method: 'HEAD', redirect: 'manual' })).status).toBe(200)
  })

  it('/metrics tells the machine itself, and nobody behind a proxy', async () => {
    const own = await fetch(`${server.url}/metrics`)
    expect(own.status).toBe(200)
    expect(await own.text()).toMatch(/^turnpike_\w+(\{[^}]*\})? \d/m)
    for (const forwarded of ['203.0.113.7', '127.0.0.1, 203.0.113.7', 'unknown']) {
      const proxied = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': forwarded } })
      expect(proxied.status, forwarded).toBe(404)
    }
  })

  it.each([
    ['/v1/nothing', {}, { error: { type: expect.any(String), code: 'not_found', message: expect.any(String) } }],
    ['/v1/messages/nothing', {}, { type: 'error', error: { type: 'not_found_error', message: expect.any(String) } }],
    ['/v1beta/nothing', {}, { error: { code: 404, status: 'NOT_FOUND', message: expect.any(String) } }],
    [
      '/v1/nothing',
      { 'anthropic-version': '2023-06-01' },
      { type: 'error', error: { type: 'not_found_error', message: expect.any(String) } },
    ],
  ])('the unknown path %s with %j is 404 in its protocol’s shape', async (path, headers, shape) => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${server.url}${path}`, { method, headers })
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(response.headers.get('x-request-id')).toMatch(/^req_/)
      expect(await response.json()).toMatchObject(shape)
    }
  })

  it('a stream through the OpenAI SDK arrives whole, chunk by chunk, is billed as served, and its receipt recomputes', async () => {
    const tag = tagOf('stream')
    const openai = new OpenAI({ apiKey: customer.key, baseURL: `${server.url}/v1`, maxRetries: 0 })
    const { data: stream, response } = await openai.responses
      .create({
        ...{ model: 'sim-small', input: 'Count the cars', stream: true },
        metadata: { tag, sim_tokens: '40', sim_token_ms: String(paceMs) },
      })
      .withResponse()
    const id = response.headers.get('x-request-id') ?? ''
    let deltas = 0
    let text = ''
    let whole: object[] = []
    let early: Generation | undefined
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') {
        deltas += 1
        text += event.delta
        if (deltas === 1) early = await generation(id)
      }
      if (event.type === 'response.completed')
        whole = event.response.output.flatMap((item) => (item.type === 'message' ? item.content : []))
    }
    expect(early?.status).toBe('open')
    expect(deltas).toBe(40)
    expect(text.split(' ')).toHaveLength(40)
    expect(whole).toMatchObject([{ type: 'output_text', text }])
    await expect.poll(async () => (await generation(id)).status, { timeout: 5_000 }).toBe('completed')
    const [settled, served] = [await generation(id), await servedOf(tag)]
    expect(served).toHaveLength(1)
    expect(served[0]).toMatchObject({ end: 'complete', outputTokens: 40 })
    const { inputTokens = 0, outputTokens = 0 } = served[0] ?? {}
    expect(settled).toMatchObject({ inputTokens, outputTokens, usageSource: 'provider' })
    // The operator helper's prices: $1 and $10 a million tokens.
    expect(settled.costNanoUsd).toBe(String(inputTokens * 1_000 + outputTokens * 10_000))
    expect(recomputeReceipt(settled.receipt)).toEqual([])
    expect(settled.receipt.costNanoUsd).toBe(settled.costNanoUsd)
  })

  it.each([
    ['/responses', { input: 'hi' }],
    ['/openai/v1/chat/completions', { messages: [{ role: 'user', content: 'hi' }] }],
    ['/chat/completions', { messages: [{ role: 'user', content: 'hi' }] }],
  ])('the alias %s serves', async (path, ask) => {
    const tag = tagOf('alias')
    const response = await post(path, customer.key, { model: 'sim-small', metadata: { tag }, ...ask })
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('usage')
    expect(await servedOf(tag)).toHaveLength(1)
  })

  it('a 30 MiB body passes byte for byte, and memory grows by less than 3 × its size', async () => {
    const warm = await post('/v1/responses', customer.key, imageBody(mebibyte, tagOf('warm')))
    expect(warm.status, await warm.text()).toBe(200)
    const tag = tagOf('large')
    const body = imageBody(large, tag)
    expect(body.length).toBe(large)
    if (hasProc) setPeakBack(server.pid)
    const before = hasProc ? memoryOf(server.pid).now : 0
    const response = await post('/v1/responses', customer.key, body)
    expect(response.status, await response.text()).toBe(200)
    const growth = hasProc ? memoryOf(server.pid).peak - before : 0
    const seen = Buffer.from((await ofSimulator<Seen>(`last?tag=${tag}`)).bodyBase64, 'base64')
    expect(seen.length).toBe(large)
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(seen)).toBe(hash(body))
    expect(growth / large).toBeLessThan(3)
  })

  it('a body of 32 MiB passes, one byte more is 413 that names the limit', async () => {
    const tags = [tagOf('limit'), tagOf('above')] as const
    const fits = await post('/v1/responses', customer.key, imageBody(limit, tags[0]))
    expect(fits.status, await fits.text()).toBe(200)
    const above = await post('/v1/responses', customer.key, imageBody(limit + 1, tags[1]))
    expect(above.status).toBe(413)
    expect(await above.text()).toContain(String(limit))
    expect(await servedOf(tags[1])).toEqual([])
  })

  it('a key revoked through the management API is refused within one second', async () => {
    const { id, key } = await operator.call<{ id: string; key: string }>('POST', `/users/${customer.userId}/api-keys`, {
      name: 'to be revoked',
      poolId: customer.poolId,
    })
    const ask = async () => (await post('/v1/responses', key, { model: 'sim-small', input: 'hi' })).status
    expect(await ask()).toBe(200)
    await operator.call('POST', `/api-keys/${id}/revoke`)
    await expect.poll(ask, { timeout: 1_000, interval: 20 }).toBe(401)
    expect(await ask()).toBe(401)
  })

  it('a customer’s limit of one holds across parallel calls over two protocols: none overlap, all are served', async () => {
    const limited = await operator.customer(simulator.url, 1)
    const tag = tagOf('limit-of-one')
    const metadata = { tag, sim_tokens: '10', sim_token_ms: '20' }
    const calls = Array.from({ length: 4 }, (_, n) =>
      n % 2 === 0
        ? post('/v1/responses', limited.key, { model: 'sim-small', input: 'hi', metadata })
        : post('/v1/chat/completions', limited.key, {
            ...{ model: 'sim-small', messages: [{ role: 'user', content: 'hi' }], metadata },
          }),
    )
    for (const response of await Promise.all(calls)) expect(response.status, await response.text()).toBe(200)
    const spans = (await servedOf(tag)).map(({ at, endedAt }) => ({ from: Date.parse(at), to: Date.parse(endedAt) }))
    expect(spans).toHaveLength(4)
    const inTurn = spans.toSorted((a, b) => a.from - b.from)
    for (const [n, span] of inTurn.slice(1).entries()) expect(span.from).toBeGreaterThanOrEqual(inTurn[n]?.to ?? 0)
  })
})
