import { describe, expect, it, vi } from 'vitest'
import { inFlight } from '@/lib/gateway'
import { door, useGateway } from './support/gateway'
import { errorOf, jsonOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const change = useSettings()

describe(`Paths and methods through the ${door} door`, () => {
  it.each([
    '/v1',
    '/v1/nothing',
    '/v1/responses/a/b/c',
    '/v1/models/%E0%A4%A',
    '/openai/v1/nothing',
    '/v1/generations/x/y',
  ])('%s is a JSON 404 with a request id, never a page', async (path) => {
    const tenant = await gateway.tenant()
    const answer = await send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}` } })
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(errorOf(answer)).toMatchObject({ type: 'invalid_request_error', request_id: answer.headers['x-request-id'] })
  })

  it.each([
    ['GET', '/v1/responses'],
    ['PUT', '/v1/chat/completions'],
    ['DELETE', '/v1/models'],
    ['PATCH', '/v1/usage'],
  ])('%s %s is a JSON 405', async (method, path) => {
    const answer = await send(`${gateway.url}${path}`, { method })
    expect(answer.status).toBe(405)
    expect(errorOf(answer)['code']).toBe('method_not_allowed')
  })

  it.each(['/v1beta/nothing', '/v1beta/files/x'])('%s is a JSON 404 in Gemini’s shape', async (path) => {
    const answer = await send(`${gateway.url}${path}`, { method: 'POST', body: {} })
    expect(answer.status).toBe(404)
    expect(errorOf(answer)).toMatchObject({ code: 404, status: 'NOT_FOUND' })
  })

  it('an unknown path with anthropic-version is a 404 in Anthropic’s shape', async () => {
    const answer = await send(`${gateway.url}/v1/nothing`, { headers: { 'anthropic-version': '2023-06-01' } })
    expect(answer.status).toBe(404)
    expect(jsonOf(answer)).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })

  it('HEAD answers as GET without a body', async () => {
    const tenant = await gateway.tenant()
    const headers = { authorization: `Bearer ${tenant.key}` }
    const answer = await send(`${gateway.url}/v1/models`, { method: 'HEAD', headers })
    expect(answer).toMatchObject({ status: 200, body: Buffer.alloc(0) })
    expect((await send(`${gateway.url}/v1/nothing`, { method: 'HEAD', headers })).status).toBe(404)
  })

  it('every answer has exactly one request id, success and error alike', async () => {
    const tenant = await gateway.tenant()
    const headers = { authorization: `Bearer ${tenant.key}` }
    const body = { model: 'sim-small', input: 'hi' }
    const answers = [
      await send(`${gateway.url}/v1/responses`, { headers, body }),
      await send(`${gateway.url}/v1/responses`, { headers, body: { ...body, stream: true } }),
      await send(`${gateway.url}/v1/responses`, { body }),
      await send(`${gateway.url}/v1/models`, { headers }),
      await send(`${gateway.url}/v1/nothing`, { headers }),
    ]
    for (const answer of answers) {
      const ids = answer.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-request-id')
      expect(ids).toHaveLength(1)
      expect(answer.headers['x-request-id']).toMatch(/^req_[0-9a-z]+$/)
    }
    expect(new Set(answers.map((answer) => answer.headers['x-request-id'])).size).toBe(5)
  })

  it('a process that is about to stop says so in /readyz and still answers calls', async () => {
    const tenant = await gateway.tenant()
    inFlight().closing = true
    try {
      const ready = await send(`${gateway.url}/readyz`)
      expect(ready.status).toBe(503)
      expect(jsonOf(ready)).toMatchObject({
        status: 'not_ready',
        parts: { database: true, slotStore: true, accepting: false },
      })
      expect((await tenant.openai.responses.create({ model: 'sim-small', input: 'hi' })).status).toBe('completed')
      expect((await send(`${gateway.url}/healthz`)).status).toBe(200)
    } finally {
      inFlight().closing = false
    }
  })

  it('beyond the cap of calls in flight it is 503 at once, and free', async () => {
    const tenant = await gateway.tenant()
    await change({ maxInFlight: 1 })
    const running = send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', metadata: { sim_tokens: '10', sim_token_ms: '50' } },
    })
    await vi.waitFor(() => expect(inFlight().count).toBe(1))
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi' },
    })
    expect(answer.status).toBe(503)
    expect(errorOf(answer)).toMatchObject({ code: 'overloaded' })
    expect(answer.headers['retry-after']).toBe('1')
    expect((await running).status).toBe(200)
  })

  for (const alias of ['/responses', '/openai/v1/responses', '/v1/responses/']) {
    it(`${alias} behaves as /v1/responses`, async () => {
      const tenant = await gateway.tenant()
      const answer = await send(`${gateway.url}${alias}`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { model: 'sim-small', input: 'hi' },
      })
      expect(answer.status).toBe(200)
      expect(await gateway.record(String(answer.headers['x-request-id']))).toMatchObject({ endpoint: '/v1/responses' })
    })
  }

  for (const alias of ['/chat/completions', '/openai/v1/chat/completions']) {
    it(`${alias} behaves as /v1/chat/completions`, async () => {
      const tenant = await gateway.tenant()
      const answer = await send(`${gateway.url}${alias}`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { model: 'sim-small', messages: [{ role: 'user', content: 'hi' }] },
      })
      expect(jsonOf(answer)).toMatchObject({ object: 'chat.completion' })
      expect(await gateway.record(String(answer.headers['x-request-id']))).toMatchObject({
        endpoint: '/v1/chat/completions',
      })
    })
  }
})
