import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { door, useGateway } from './support/gateway'
import { dataOf, errorOf, jsonOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const change = useSettings()

/** Odd but valid JSON: key order, white space, escapes, integers beyond 2^53, unknown fields. */
const odd = (tag: string, extra = '') =>
  `{ "zeta": 12345678901234567890123, "input":"caf\\u00e9 \\ud83d\\ude00 \\/", ${extra}\n\t"model" : "sim-small","unknown":{"b":1,"a":[1.0,1e2,-0]},"metadata":{"tag":"${tag}"},"messages":[{"role":"user","content":"caf\\u00e9"}] }`

describe(`Request bytes through the ${door} door`, () => {
  for (const path of ['/v1/responses', '/v1/chat/completions']) {
    it(`${path}: reach the upstream byte for byte when nothing must change`, async () => {
      const tenant = await gateway.tenant()
      const tag = createId('request')
      const body = odd(tag)
      const answer = await send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}` }, body })
      expect(answer.status, answer.text).toBe(200)
      expect((await gateway.last(tag)).body.toString('utf8')).toBe(body)
    })

    for (const stream of [false, true]) {
      it(`${path}: with a model map only model differs (stream ${stream}), and the answer names the asked model`, async () => {
        const tenant = await gateway.tenant({
          accounts: [{ modelMap: { nickname: 'sim-small' }, models: ['nothing-else'] }],
        })
        const tag = createId('request')
        const options = path === '/v1/chat/completions' && stream ? '"stream_options":{"include_usage":true},' : ''
        const body = odd(tag, `"stream":${stream},${options}`).replace('"sim-small"', '"nickname"')
        const answer = await send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}` }, body })
        expect(answer.status, answer.text).toBe(200)
        expect((await gateway.last(tag)).body.toString('utf8')).toBe(body.replace('"nickname"', '"sim-small"'))
        expect(answer.text).not.toContain('sim-small')
        expect(answer.text).toContain('"nickname"')
        expect(JSON.stringify(answer.headers)).not.toContain('sim-small')
        const record = await gateway.record(String(answer.headers['x-request-id']))
        expect(record).toMatchObject({ requestedModel: 'nickname', upstreamModel: 'sim-small' })
      })
    }
  }

  it('a model map renames nothing but the model field of a stream', async () => {
    const tag = createId('request')
    const ask = async (model: string, wish: Parameters<typeof gateway.tenant>[0]) => {
      const tenant = await gateway.tenant(wish)
      const answer = await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { model, input: 'the same words', stream: true, metadata: { tag } },
      })
      return dataOf(answer.text).map((event) => {
        const text = JSON.stringify(event)
        return text
          .replace(/"(resp|msg|item|rs)_[^"]+"/g, '"id"')
          .replace(/"created_at":\d+/g, '')
          .replace(/"completed_at":\d+/g, '')
      })
    }
    const plain = await ask('sim-small', {})
    const mapped = await ask('nickname', { accounts: [{ modelMap: { nickname: 'sim-small' } }] })
    expect(mapped).toEqual(plain.map((event) => event.replaceAll('"sim-small"', '"nickname"')))
  })

  it.each(['model', 'stream', 'max_output_tokens', 'tools', 'service_tier', 'input', 'previous_response_id'])(
    'a repeated %s is refused: price and allow-list must see what the upstream sees',
    async (field) => {
      const tenant = await gateway.tenant()
      const body = `{"model":"sim-small","input":"hi","${field}":null,"x":1,"${field}":null}`
      const answer = await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body,
      })
      expect(answer.status).toBe(400)
      expect(errorOf(answer)['message']).toContain('more than once')
    },
  )

  it('a gzip body is decoded under the limit; a bomb is 413, a broken one 400, another encoding 415', async () => {
    const tenant = await gateway.tenant()
    await change({ bodyLimitBytes: 1024 * 1024 })
    const tag = createId('request')
    const body = JSON.stringify({ model: 'sim-small', input: 'hi', metadata: { tag } })
    const post = (bytes: Buffer, encoding: string) =>
      send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}`, 'content-encoding': encoding },
        body: bytes,
      })
    expect((await post(gzipSync(body), 'gzip')).status).toBe(200)
    const seen = await gateway.last(tag)
    expect(seen.body.toString('utf8')).toBe(body)
    expect(seen.headers['content-encoding']).toBeUndefined()
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    expect((await post(bomb, 'gzip')).status).toBe(413)
    expect((await post(Buffer.from(body), 'gzip')).status).toBe(400)
    expect((await post(gzipSync(body).subarray(0, 30), 'gzip')).status).toBe(400)
    expect((await post(Buffer.from(body), 'br')).status).toBe(415)
  })

  it('a zstd body is decoded; half of one is 400', async () => {
    const tenant = await gateway.tenant()
    // zstd of {"model":"sim-small","input":"hi"} as one raw block: magic, frame header (single segment), block header, bytes.
    const json = Buffer.from('{"model":"sim-small","input":"hi"}')
    const block = Buffer.alloc(3)
    block.writeUIntLE((json.length << 3) | 1, 0, 3)
    const frame = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, json.length]), block, json])
    const post = (bytes: Buffer) =>
      send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}`, 'content-encoding': 'zstd' },
        body: bytes,
      })
    const answer = await post(frame)
    expect(answer.status, answer.text).toBe(200)
    expect((await post(frame.subarray(0, 20))).status).toBe(400)
    expect((await post(json)).status).toBe(400)
  })
})

describe(`Instructions of a pool through the ${door} door`, () => {
  const text = 'Be "brief"\nand kind.'
  const ask = async (
    policy: 'override' | 'default_if_missing' | 'passthrough',
    path: string,
    extra: object,
    agent = 'x/1',
  ) => {
    const tenant = await gateway.tenant({ pool: { instructionsPolicy: policy, instructions: text } })
    const tag = createId('request')
    const answer = await send(`${gateway.url}${path}`, {
      headers: { authorization: `Bearer ${tenant.key}`, 'user-agent': agent },
      body: { model: 'sim-small', metadata: { tag }, ...extra },
    })
    expect(jsonOf(answer)['error'] ?? null).toBeNull()
    return JSON.parse((await gateway.last(tag)).body.toString('utf8')) as Record<string, unknown>
  }
  const user = { role: 'user', content: 'hi' }
  const own = { role: 'system', content: 'own' }
  const pools = { role: 'system', content: text }

  it('override replaces, default fills in only when missing, passthrough leaves alone', async () => {
    const path = '/v1/responses'
    expect((await ask('override', path, { input: 'hi', instructions: 'own' }))['instructions']).toBe(text)
    expect((await ask('override', path, { input: 'hi' }))['instructions']).toBe(text)
    expect((await ask('default_if_missing', path, { input: 'hi', instructions: 'own' }))['instructions']).toBe('own')
    expect((await ask('default_if_missing', path, { input: 'hi', instructions: null }))['instructions']).toBe(text)
    expect((await ask('passthrough', path, { input: 'hi' }))['instructions']).toBeUndefined()
  })

  it('on Chat the pool’s text is the system message', async () => {
    const path = '/v1/chat/completions'
    expect((await ask('override', path, { messages: [own, user] }))['messages']).toEqual([pools, user])
    expect((await ask('override', path, { messages: [own] }))['messages']).toEqual([pools])
    expect((await ask('override', path, { messages: [user] }))['messages']).toEqual([pools, user])
    expect((await ask('default_if_missing', path, { messages: [own, user] }))['messages']).toEqual([own, user])
    expect((await ask('default_if_missing', path, { messages: [user] }))['messages']).toEqual([pools, user])
  })

  it.each(['codex_cli_rs/0.1', 'codex_exec/0.169', 'codex_vscode/1', 'codex'])('%s is exempt', async (agent) => {
    const body = await ask('override', '/v1/responses', { input: 'hi', instructions: 'own' }, agent)
    expect(body['instructions']).toBe('own')
  })
})
