import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { responseEvents, responseObject, useFakeUpstream } from './support/fake-upstream'
import { door, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { dataOf, jsonOf, send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()
const body = { model: 'sim-small', input: 'hi' }

describe(`Header hygiene through the ${door} door`, () => {
  it('no key, cookie, forwarded-for or unknown header of the caller goes upstream', async () => {
    const tenant = await gateway.tenant({ accounts: [{ headerOverrides: { 'x-operator': 'yes' } }] })
    const tag = createId('request')
    await send(`${gateway.url}/v1/responses`, {
      headers: {
        authorization: `Bearer ${tenant.key}`,
        'x-api-key': tenant.key,
        cookie: 'session=1',
        'x-forwarded-for': '203.0.113.5',
        forwarded: 'for=203.0.113.5',
        'x-real-ip': '203.0.113.5',
        'accept-encoding': 'gzip, br, zstd',
        'proxy-authorization': 'Basic x',
        te: 'trailers',
        origin: 'https://customer.test',
        referer: 'https://customer.test/page',
        'openai-organization': 'org-customer',
        'openai-beta': 'responses=v1',
        'x-turnpike-peer': 'forged 1.2.3.4',
      },
      body: { ...body, metadata: { tag } },
    })
    const { headers } = await gateway.last(tag)
    expect(headers['authorization']).toBe(`Bearer ${tenant.accountKeys[0]}`)
    expect(headers['accept-encoding']).toBe('identity')
    expect(headers['openai-beta']).toBe('responses=v1')
    expect(headers['x-operator']).toBe('yes')
    const text = JSON.stringify(headers)
    for (const leak of [tenant.key, 'session=1', '203.0.113.5', 'customer', 'Basic x', 'trailers', 'forged'])
      expect(text).not.toContain(leak)
  })

  it('no header that names the operator’s account or organisation comes down', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, {
        'content-type': 'application/json',
        'openai-organization': 'org-operator',
        'openai-project': 'proj_operator',
        'anthropic-organization-id': 'org-operator',
        'set-cookie': '__cf_bm=operator',
        'cf-ray': 'operator',
        'x-ratelimit-remaining-requests': '4711',
        'x-request-id': 'operator-request',
        'openai-processing-ms': '12',
        server: 'operator',
      })
      res.end(JSON.stringify(responseObject()))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body,
    })
    expect(answer.status).toBe(200)
    expect(answer.rawHeaders.join('\n')).not.toMatch(/operator|4711/)
    expect(answer.headers['openai-processing-ms']).toBe('12')
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record.attempts[0]?.upstreamRequestId).toBe('operator-request')
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('an upstream that answers %s although identity was asked is decoded', async (encoding, compress) => {
    const stream = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': encoding })
      res.end(compress(Buffer.from(responseEvents().join(''))))
    })
    const json = upstream.serve((res) => {
      const bytes = compress(Buffer.from(JSON.stringify(responseObject())))
      res.writeHead(200, {
        'content-type': 'application/json',
        'content-encoding': encoding,
        'content-length': bytes.length,
      })
      res.end(bytes)
    })
    const refusing = upstream.serve((res) => {
      res.writeHead(400, { 'content-type': 'application/json', 'content-encoding': encoding })
      res.end(compress(Buffer.from(JSON.stringify({ error: { message: 'plain words' } }))))
    })
    const ask = async (baseUrl: string, extra: object) => {
      const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
      return await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}`, 'accept-encoding': encoding },
        body: { ...body, ...extra },
      })
    }
    const streamed = await ask(stream.baseUrl, { stream: true })
    expect(streamed.headers['content-encoding']).toBeUndefined()
    expect(dataOf(streamed.text).at(-1)).toMatchObject({ type: 'response.completed' })
    expect(jsonOf(await ask(json.baseUrl, {}))).toMatchObject({ status: 'completed' })
    expect((await ask(refusing.baseUrl, {})).text).toContain('plain words')
  })

  it('broken compression is a failure of the account', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      res.end(JSON.stringify(responseObject()))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
    expect((await tenant.openai.responses.create(body)).status).toBe('completed')
  })
})

describe(`Our own headers through the ${door} door`, () => {
  it('request id and server-timing are on success, stream and error', async () => {
    const tenant = await gateway.tenant()
    const headers = { authorization: `Bearer ${tenant.key}` }
    const json = await send(`${gateway.url}/v1/responses`, { headers, body })
    const stream = await send(`${gateway.url}/v1/responses`, { headers, body: { ...body, stream: true } })
    for (const answer of [json, stream])
      expect(answer.headers['server-timing']).toMatch(
        /^door;dur=[\d.]+, queue;dur=[\d.]+, gateway;dur=[\d.]+, upstream_ttfb;dur=[\d.]+$/,
      )
    const errors = [
      await send(`${gateway.url}/v1/responses`, { body }),
      await send(`${gateway.url}/v1/responses`, { headers, body: 'x' }),
      await send(`${gateway.url}/v1/nothing`, { headers }),
    ]
    for (const answer of [json, stream, ...errors]) {
      expect(answer.headers['x-request-id']).toMatch(/^req_/)
      expect(answer.headers['server-timing']).toMatch(/door;dur=[\d.]+/)
    }
  })

  it('rate-limit headers are on success, stream and the 429 itself, and agree', async () => {
    const tenant = await gateway.tenant({ key: { requestsPerMinute: 2, tokensPerMinute: 1_000_000 } })
    const headers = { authorization: `Bearer ${tenant.key}` }
    const first = await send(`${gateway.url}/v1/responses`, { headers, body })
    const second = await send(`${gateway.url}/v1/responses`, { headers, body: { ...body, stream: true } })
    const third = await send(`${gateway.url}/v1/responses`, { headers, body })
    expect([first.status, second.status, third.status]).toEqual([200, 200, 429])
    expect([first, second, third].map((answer) => answer.headers['x-ratelimit-remaining-requests'])).toEqual([
      '1',
      '0',
      '0',
    ])
    for (const answer of [first, second, third]) {
      expect(answer.headers['x-ratelimit-limit-requests']).toBe('2')
      expect(answer.headers['x-ratelimit-limit-tokens']).toBe('1000000')
      expect(answer.headers['x-ratelimit-reset-requests']).toMatch(/^(\d+m)?[\d.]+m?s$/)
    }
    expect(Number(third.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(Number(third.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(third.headers['x-turnpike-error']).toBe('rate_limited')
  })

  it('tokens that a window reserved for a call that failed are given back', async () => {
    const tenant = await gateway.tenant({ key: { tokensPerMinute: 1_000_000 } })
    const headers = { authorization: `Bearer ${tenant.key}` }
    await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: { kind: 'status', status: 401 } })
    const failed = await send(`${gateway.url}/v1/responses`, { headers, body: { ...body, max_output_tokens: 4_000 } })
    expect(failed.status).toBe(502)
    await expectNothingTaken(tenant)
    const next = await send(`${gateway.url}/v1/responses`, { headers, body: { ...body, max_output_tokens: 4_000 } })
    expect(Number(next.headers['x-ratelimit-remaining-tokens'])).toBeGreaterThan(1_000_000 - 4_000 * 2 + 1_000)
  })

  it('a JSON answer has its cost; a stream says it in one last comment when asked', async () => {
    const tenant = await gateway.tenant()
    const headers = { authorization: `Bearer ${tenant.key}` }
    const json = await send(`${gateway.url}/v1/responses`, { headers, body })
    const ofJson = await gateway.record(String(json.headers['x-request-id']))
    expect(json.headers['x-turnpike-cost-nanousd']).toBe(ofJson.costNanoUsd.toString())
    for (const path of ['/v1/responses', '/v1/chat/completions']) {
      const ask = { ...body, messages: [{ role: 'user', content: 'hi' }], stream: true }
      const plain = await send(`${gateway.url}${path}`, { headers, body: ask })
      expect(plain.text).not.toContain('turnpike-usage')
      const asked = await send(`${gateway.url}${path}`, {
        headers: { ...headers, 'x-turnpike-usage': 'include' },
        body: ask,
      })
      const record = await gateway.record(String(asked.headers['x-request-id']))
      const comment = /: turnpike-usage (.+)\n\n$/.exec(asked.text)?.[1] ?? ''
      expect(JSON.parse(comment)).toMatchObject({
        requestId: record.requestId,
        costNanoUsd: record.costNanoUsd.toString(),
        usageSource: 'provider',
        usage: { output: record.outputTokens },
      })
    }
  })
})
