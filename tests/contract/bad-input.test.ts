import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { inFlight } from '@/lib/gateway'
import { createId } from '@/lib/ids'
import { logger } from '@/lib/logger'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, send } from './support/raw-http'

const gateway = useGateway()
const mebibyte = 1024 * 1024
const paths = ['/v1/responses', '/v1/chat/completions'] as const

const post = (tenant: Tenant, body: string | Buffer, path: string = paths[0]) =>
  send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}` }, body })

const valid = { model: 'sim-small', input: 'hi', messages: [{ role: 'user', content: 'hi' }] }
const cases: [string, string, string | null][] = [
  ['an empty body', '', null],
  ['white space only', ' \n ', null],
  ['no JSON', 'hello', null],
  ['half a JSON object', '{"model":"sim-small","input":"hi"', null],
  ['a JSON array', '[1]', null],
  ['a JSON string', '"x"', null],
  ['a lone null', 'null', null],
  ['no model', JSON.stringify({ input: 'hi', messages: [] }), 'model'],
  ['an empty model', JSON.stringify({ ...valid, model: '' }), 'model'],
  ['a numeric model', JSON.stringify({ ...valid, model: 5 }), 'model'],
  ['a model object', JSON.stringify({ ...valid, model: { a: 1 } }), 'model'],
  ['stream "yes"', JSON.stringify({ ...valid, stream: 'yes' }), 'stream'],
  ['stream 1', JSON.stringify({ ...valid, stream: 1 }), 'stream'],
  ['a model that comes twice', '{"model":"sim-small","input":"a","messages":[],"model":"sim-large"}', 'model'],
  [
    'a model that comes twice, once escaped',
    '{"model":"sim-small","input":"a","messages":[],"mod\\u0065l":"sim-large"}',
    'model',
  ],
  ['a trailing comma', '{"model":"sim-small",}', null],
  ['text behind the document', '{"model":"sim-small"} x', null],
]

describe(`Bad input through the ${door} door`, () => {
  for (const path of paths) {
    for (const [name, body, param] of cases) {
      it(`${path}: ${name} is 400 and takes nothing`, async () => {
        const tenant = await gateway.tenant()
        const answer = await post(tenant, body, path)
        expect(answer.status, answer.text).toBe(400)
        const error = errorOf(answer)
        expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_request', param })
        expect(String(error['message']).length).toBeGreaterThan(10)
        expect(answer.headers['x-request-id']).toMatch(/^req_/)
        await expectNothingTaken(tenant)
      })
    }
  }

  it.each([
    ['/v1/responses', { max_output_tokens: 'many' }, 'max_output_tokens'],
    ['/v1/responses', { max_output_tokens: -1 }, 'max_output_tokens'],
    ['/v1/chat/completions', { max_tokens: 1.5 }, 'max_tokens'],
    ['/v1/chat/completions', { n: 0 }, 'n'],
    ['/v1/chat/completions', { n: 1e9 }, 'n'],
    ['/v1/chat/completions', { stream_options: 'all' }, 'stream_options'],
    ['/v1/responses', { service_tier: 7 }, 'service_tier'],
  ])('%s with %j is 400 that names the field', async (path, extra, param) => {
    const tenant = await gateway.tenant()
    const answer = await post(tenant, JSON.stringify({ ...valid, ...extra }), path)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)['param']).toBe(param)
  })

  it.each([
    ['an unpriced hosted tool', { tools: [{ type: 'image_generation' }] }, 'unsupported_tool'],
    ['an unpriced service tier', { service_tier: 'priority' }, 'unsupported_service_tier'],
    ['a background call', { background: true }, 'unsupported_parameter'],
  ])('%s is 400, never free', async (_name, extra, code) => {
    const tenant = await gateway.tenant()
    const answer = await post(tenant, JSON.stringify({ ...valid, ...extra }))
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toMatchObject({ code, param: expect.any(String) })
  })

  it('deep nesting is refused or passed, never a crash', async () => {
    const tenant = await gateway.tenant()
    const depth = 100_000
    const answer = await post(
      tenant,
      `{"model":"sim-small","input":"hi","metadata":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    )
    expect(answer.status).toBe(400)
    expect((await post(tenant, JSON.stringify(valid))).status).toBe(200)
  })

  it('32 MiB + 1 is 413 that names the limit, before the body was read', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const head = `POST /v1/responses HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tenant.key}\r\ncontent-length: ${32 * mebibyte + 1}\r\n\r\n`
    const url = new URL(gateway.url)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => socket.write(head))
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString('utf8')
      })
      socket.once('close', () => resolve(text))
      socket.once('error', reject)
      if (door === 'web')
        socket.on('data', () => text.includes('\r\n\r\n') && text.includes('request_too_large') && socket.destroy())
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    if (door === 'node') expect(answer.toLowerCase()).toContain('connection: close')
    expect(answer).toContain(String(32 * mebibyte))
    expect(await gateway.served(tag)).toHaveLength(0)
    await expectNothingTaken(tenant)
  })

  it('32 MiB + 1 sent in chunks by a client that writes it all still reads the 413', async () => {
    const tenant = await gateway.tenant()
    const body = Buffer.alloc(32 * mebibyte + 1, 0x20)
    const answer = await fetch(`${gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}` },
      body,
    })
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('request_too_large')
  })

  it('a 30 MiB body passes unchanged and memory grows by less than three times its size', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd: 1_000_000_000_000n })
    const tag = createId('request')
    const size = 30 * mebibyte
    const image = `data:image/png;base64,${'A'.repeat(size)}`
    const body = Buffer.from(
      JSON.stringify({
        model: 'sim-small',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_image', image_url: image },
              { type: 'input_text', text: 'hi' },
            ],
          },
        ],
        metadata: { tag },
      }),
    )
    const usage = () => process.memoryUsage().rss
    const before = usage()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, usage())
    }, 5)
    const answer = await post(tenant, body)
    clearInterval(watch)
    expect(answer.status, answer.text).toBe(200)
    const seen = await gateway.last(tag)
    expect(seen.body.equals(body)).toBe(true)
    // Client, gateway and simulator share this process: each may hold the body once or twice.
    expect(most - before).toBeLessThan(6 * size)
  })

  it('a caller who drops while sending is no error of ours and takes nothing', async () => {
    const tenant = await gateway.tenant()
    const errors: unknown[] = []
    const original = logger().error.bind(logger())
    logger().error = ((...args: unknown[]) => void errors.push(args)) as typeof original
    const url = new URL(gateway.url)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.write(
          `POST /v1/responses HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tenant.key}\r\ncontent-length: 1000\r\n\r\n{"model`,
          () => setImmediate(() => socket.destroy()),
        )
      })
      socket.once('close', () => resolve())
    })
    await vi.waitFor(() => expect(inFlight().count).toBe(0), { timeout: 15_000 })
    await expectNothingTaken(tenant)
    expect((await post(tenant, JSON.stringify(valid))).status).toBe(200)
    logger().error = original
    expect(errors).toEqual([])
  })

  it('no balance is 402 with the OpenAI code, a sentence that says what to do, and nothing sent upstream', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd: 0n })
    const tag = createId('request')
    const answer = await post(tenant, JSON.stringify({ ...valid, metadata: { tag } }))
    expect(answer.status).toBe(402)
    expect(errorOf(answer)).toMatchObject({ type: 'billing_error', code: 'insufficient_quota', scope: 'wallet' })
    expect(errorOf(answer)['message']).toMatch(/add credit/)
    expect(answer.headers).toMatchObject({ 'x-should-retry': 'false', 'x-turnpike-error': 'insufficient_funds' })
    expect(answer.headers['retry-after']).toBeUndefined()
    expect(await gateway.served(tag)).toHaveLength(0)
    await expectNothingTaken(tenant)
  })
})
