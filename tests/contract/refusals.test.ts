import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { slots } from '@/lib/slots'
import { responseObject, sse, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, jsonOf, send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()

const call = (tenant: Tenant, extra: Record<string, unknown> = {}) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', ...extra },
  })

const mistakes: [string, number, Record<string, unknown>][] = [
  [
    'a 400',
    400,
    { error: { message: 'Unsupported value', type: 'invalid_request_error', code: 'unsupported_value', param: 'x' } },
  ],
  [
    'a too long context',
    400,
    {
      error: {
        message: 'This model’s maximum context length is 8 tokens',
        code: 'context_length_exceeded',
        type: 'invalid_request_error',
      },
    },
  ],
  [
    'a content policy refusal',
    400,
    {
      error: {
        message: 'Rejected by the safety system',
        code: 'content_policy_violation',
        type: 'invalid_request_error',
      },
    },
  ],
  ['a 422', 422, { error: { message: 'Unprocessable', type: 'invalid_request_error' } }],
  [
    'a 404 that is not about the model',
    404,
    { error: { message: 'Item with id rs_1 not found', type: 'invalid_request_error' } },
  ],
]

describe(`The caller's own mistakes through the ${door} door`, () => {
  for (const [name, status, body] of mistakes) {
    it(`${name} comes back as sent, after one attempt, and leaves the account unharmed`, async () => {
      const tenant = await gateway.tenant({ accounts: [{ priority: 1 }, { priority: 2 }] })
      const tag = createId('request')
      await gateway.fault({ match: { tag }, fault: { kind: 'status', status, body } })
      const answer = await call(tenant, { metadata: { tag } })
      expect(answer.status).toBe(status)
      expect(jsonOf(answer)).toEqual(body)
      expect(answer.headers['x-turnpike-error']).toBe('upstream_rejected')
      expect(answer.headers['x-request-id']).toMatch(/^req_/)
      expect(await gateway.served(tag)).toHaveLength(1)
      const record = await gateway.record(String(answer.headers['x-request-id']))
      expect(record).toMatchObject({ status: 'failed', errorCode: 'upstream_rejected', chargedNanoUsd: 0n })
      const loads = await slots().accountLoads(
        tenant.accountIds.map((accountId) => ({ accountId, shard: 's0', limit: 10 })),
      )
      expect(loads.map((load) => load.state)).toEqual(['ready', 'ready'])
      await expectNothingTaken(tenant)
    })
  }

  it('ids of organisation, project and key and addresses are masked in what is passed on', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const message = 'org-AbCdEf123456 proj_AbCdEf123456 sk-proj-abcdefghijkl 10.1.2.3:8080 and the rest'
    await gateway.fault({ match: { tag }, fault: { kind: 'status', status: 400, body: { error: { message } } } })
    const answer = await call(tenant, { metadata: { tag } })
    expect(answer.text).toContain('and the rest')
    for (const secret of ['AbCdEf123456', 'abcdefghijkl', '10.1.2.3']) expect(answer.text).not.toContain(secret)
  })

  it('a page of HTML behind a 4xx is not passed on: the caller gets an error of the protocol', async () => {
    const { baseUrl } = upstream.serve((res) => res.writeHead(405, { 'content-type': 'text/html' }).end('<h1>No</h1>'))
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await call(tenant)
    expect(answer.status).toBe(405)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(errorOf(answer)).toMatchObject({ type: 'invalid_request_error' })
  })

  it.each(['invalid_prompt', 'image_too_large', 'content_policy_violation', 'context_length_exceeded'])(
    'an in-band %s before any output is the caller’s: one attempt, status 400',
    async (code) => {
      const failed = responseObject({ status: 'failed', output: [], usage: null, error: { code, message: 'no good' } })
      const { baseUrl, seen } = upstream.serve((res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        res.end(
          sse({
            type: 'response.created',
            sequence_number: 0,
            response: { ...failed, status: 'in_progress', error: null },
          }) + sse({ type: 'response.failed', sequence_number: 1, response: failed }),
        )
      })
      const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
      const answer = await call(tenant, { stream: true })
      expect(answer.status).toBe(400)
      expect(errorOf(answer)['message']).toContain('no good')
      expect(seen).toHaveLength(1)
    },
  )
})
