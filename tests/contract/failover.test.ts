import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { responseObject, useFakeUpstream } from './support/fake-upstream'
import { door, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()

/** A tenant whose first account (by priority) always fails as told; the second is healthy. */
async function failing(fault: Record<string, unknown>) {
  const tenant = await gateway.tenant({ accounts: [{ priority: 1 }, { priority: 2 }] })
  await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault })
  return tenant
}

const quota = {
  error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
}
const kinds: [string, Record<string, unknown>, string][] = [
  ['401', { kind: 'status', status: 401 }, 'credentials_rejected'],
  ['402', { kind: 'status', status: 402 }, 'credentials_rejected'],
  ['403', { kind: 'status', status: 403 }, 'credentials_rejected'],
  [
    '404 model not found',
    { kind: 'status', status: 404, body: { error: { code: 'model_not_found', message: 'The model does not exist' } } },
    'model_not_found',
  ],
  ['408', { kind: 'status', status: 408 }, 'conflict'],
  ['409', { kind: 'status', status: 409 }, 'conflict'],
  ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate_limited'],
  ['429 insufficient_quota', { kind: 'status', status: 429, body: quota }, 'credentials_rejected'],
  ['500', { kind: 'status', status: 500 }, 'server_error'],
  ['503', { kind: 'status', status: 503 }, 'server_error'],
  ['529', { kind: 'status', status: 529 }, 'overloaded'],
  ['a reset', { kind: 'reset' }, 'network'],
  ['an HTML page with 200', { kind: 'html' }, 'not_protocol'],
  ['an empty 200', { kind: 'empty' }, 'not_protocol'],
  ['the end of an answer that says nothing', { kind: 'empty', body: 'terminal' }, 'not_protocol'],
]

describe(`Failover through the ${door} door`, () => {
  for (const [name, fault, failure] of kinds) {
    for (const stream of [true, false]) {
      it(`${name}: the next account serves the ${stream ? 'stream' : 'JSON'} call and the caller notices nothing`, async () => {
        const tenant = await failing(fault)
        const answer = await send(`${gateway.url}/v1/responses`, {
          headers: { authorization: `Bearer ${tenant.key}` },
          body: { model: 'sim-small', input: 'hello', stream },
        })
        expect(answer.status, answer.text).toBe(200)
        expect(answer.text).not.toMatch(/error"?:\s*\{/)
        const record = await gateway.record(String(answer.headers['x-request-id']))
        expect(record.status).toBe('completed')
        expect(record.attempts.map((attempt) => attempt.failure)).toEqual([failure, null])
        expect(record.attempts.map((attempt) => attempt.accountId)).toEqual(tenant.accountIds)
        // What we took before the first try is said there, and only there.
        expect(record.attempts.map((attempt) => typeof attempt.ownMs)).toEqual(['number', 'undefined'])
        expect(record.accountId).toBe(tenant.accountIds[1])
        await expectNothingTaken(tenant)
      })
    }
  }

  for (const path of ['/v1/responses', '/v1/chat/completions']) {
    it(`an error event before any output on ${path} fails over and costs nothing for the first account`, async () => {
      const tenant = await failing({ kind: 'error_first', afterTokens: 0 })
      const tag = createId('request')
      const answer = await send(`${gateway.url}${path}`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: {
          model: 'sim-small',
          input: 'hi',
          messages: [{ role: 'user', content: 'hi' }],
          stream: true,
          metadata: { tag },
        },
      })
      const record = await gateway.record(String(answer.headers['x-request-id']))
      expect(record.status).toBe('completed')
      expect(record.attempts).toHaveLength(2)
      const served = await gateway.served(tag)
      const second = served.find((entry) => entry.apiKey === tenant.accountKeys[1])
      expect(record.outputTokens).toBe(second?.outputTokens)
      expect(record.chargedNanoUsd).toBe(record.costNanoUsd)
    })
  }

  it('a fourth switch is not made: the mapped error and Retry-After come back and nothing is charged', async () => {
    const tenant = await gateway.tenant({ accounts: [1, 2, 3, 4, 5, 6].map((priority) => ({ priority })) })
    for (const apiKey of tenant.accountKeys)
      await gateway.fault({ match: { apiKey }, fault: { kind: 'status', status: 500 } })
    const tag = createId('request')
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', metadata: { tag } },
    })
    expect(answer.status).toBe(502)
    expect(errorOf(answer)).toMatchObject({ type: 'upstream_error', code: 'upstream_failed' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(await gateway.served(tag)).toHaveLength(4)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'voided', chargedNanoUsd: 0n, errorCode: 'upstream_failed' })
    expect(record.attempts).toHaveLength(4)
    await expectNothingTaken(tenant)
  })

  it.each([
    [429, { 'retry-after': '7' }, 429, 'rate_limited', '7'],
    [529, {}, 503, 'overloaded', '10'],
    [401, {}, 502, 'upstream_failed', '1'],
    [409, {}, 502, 'upstream_failed', '1'],
  ])('exhausted on %i: our own words, never the upstream’s', async (status, headers, mapped, code, retryAfter) => {
    const tenant = await gateway.tenant()
    const body = { error: { message: 'secret-words of org-ABCDEF123456', type: 'x', code: 'y' } }
    await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: { kind: 'status', status, headers, body } })
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi' },
    })
    expect(answer.status).toBe(mapped)
    expect(answer.headers['x-turnpike-error']).toBe(code)
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect(answer.text).not.toContain('secret-words')
  })

  it('a redirect of the upstream is a failure of the account, not an answer', async () => {
    const { baseUrl } = upstream.serve((res) => res.writeHead(302, { location: 'http://elsewhere.test/' }).end())
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
    const data = await tenant.openai.responses.create({ model: 'sim-small', input: 'hi' })
    expect(data.status).toBe('completed')
  })

  it('half a JSON answer that ends cleanly goes to the next account', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end(JSON.stringify(responseObject()).slice(0, -40))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
    const data = await tenant.openai.responses.create({ model: 'sim-small', input: 'hi' })
    expect(data.usage?.output_tokens).toBeGreaterThan(2)
  })

  it('a connection that the upstream closed while it lay idle is tried once more at the same account', async () => {
    let calls = 0
    const { baseUrl, seen } = upstream.serve((res, _seen, req) => {
      calls++
      if (calls === 2) {
        req.socket.destroy()
        return
      }
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end(JSON.stringify(responseObject()))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    await tenant.openai.responses.create({ model: 'sim-small', input: 'one' })
    const { response } = await tenant.openai.responses.create({ model: 'sim-small', input: 'two' }).withResponse()
    expect(seen).toHaveLength(3)
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record.attempts).toHaveLength(1)
    expect(record.attempts[0]?.failure).toBeNull()
  })
})
