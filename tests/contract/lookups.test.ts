import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { type ReadReceipt, recomputeReceipt } from '@/lib/receipts'
import { door, type Tenant, useGateway } from './support/gateway'
import { jsonOf, send } from './support/raw-http'

const gateway = useGateway()
const get = (tenant: Pick<Tenant, 'key'>, path: string, headers: Record<string, string> = {}) =>
  send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}`, ...headers } })
const ask = (tenant: Tenant, extra: Record<string, unknown> = {}) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', ...extra },
  })
const idsOf = (list: Record<string, unknown>) => (list['data'] as { id: string }[]).map((model) => model.id)

describe(`GET /v1/models through the ${door} door`, () => {
  it('lists only what the key may call on its pool, mapped names too, and nothing without a price', async () => {
    const tenant = await gateway.tenant({
      accounts: [{ models: ['sim-small', 'unpriced'], modelMap: { nickname: 'sim-large', free: 'unpriced' } }],
    })
    expect(idsOf(jsonOf(await get(tenant, '/v1/models')))).toEqual(['nickname', 'sim-small'])
    const limited = await gateway.tenant({ key: { allowedModels: ['sim-l*'] } })
    expect(idsOf(jsonOf(await get(limited, '/v1/models')))).toEqual(['sim-large'])
    for (const model of idsOf(jsonOf(await get(tenant, '/v1/models'))))
      expect((await ask(tenant, { model })).status).toBe(200)
    expect((await ask(tenant, { model: 'free' })).status).toBe(404)
    expect((await ask(tenant, { model: 'sim-large' })).status).toBe(404)
  })

  it('one model by id; a foreign one is 404; OpenAI’s client reads both', async () => {
    const tenant = await gateway.tenant({ key: { allowedModels: ['sim-small'] } })
    expect((await tenant.openai.models.retrieve('sim-small')).id).toBe('sim-small')
    await expect(tenant.openai.models.retrieve('sim-large')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
    const listed: string[] = []
    for await (const model of tenant.openai.models.list()) listed.push(model.id)
    expect(listed).toEqual(['sim-small'])
  })

  it('in Anthropic’s shape when anthropic-version is sent', async () => {
    const tenant = await gateway.tenant()
    const list = jsonOf(await get(tenant, '/v1/models', { 'anthropic-version': '2023-06-01' }))
    expect(list).toMatchObject({ has_more: false, first_id: expect.any(String) })
    expect((list['data'] as { type: string }[])[0]?.type).toBe('model')
  })

  it('a cooldown doesn’t hide a model', async () => {
    const tenant = await gateway.tenant()
    await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: { kind: 'status', status: 401 }, times: 1 })
    expect((await ask(tenant)).status).toBe(502)
    expect(idsOf(jsonOf(await get(tenant, '/v1/models')))).toContain('sim-small')
  })
})

describe(`GET /v1/usage through the ${door} door`, () => {
  const shape = {
    isValid: expect.any(Boolean),
    planName: expect.any(String),
    remaining: expect.any(Number),
    remainingNanoUsd: expect.stringMatching(/^-?\d+$/),
    unit: 'USD',
  }

  it('says what is left as a JSON number of USD rounded down to six places', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd: 1_234_567_899n })
    expect(jsonOf(await get(tenant, '/v1/usage'))).toMatchObject({
      ...shape,
      isValid: true,
      remaining: 1.234567,
      remainingNanoUsd: '1234567899',
    })
  })

  it('answers for exhausted, expired and revoked keys with the same shape', async () => {
    const broke = await gateway.tenant({ balanceNanoUsd: 0n })
    expect(jsonOf(await get(broke, '/v1/usage'))).toMatchObject({ ...shape, isValid: true, remaining: 0 })
    const expired = await gateway.tenant()
    await pool().query(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1::text`, [
      expired.keyId,
    ])
    const answer = await get(expired, '/v1/usage')
    expect(answer.status).toBe(200)
    expect(jsonOf(answer)).toMatchObject({ ...shape, isValid: false, reason: 'key_expired' })
  })

  it('the tightest of balance and spend cap counts', async () => {
    const tenant = await gateway.tenant({ key: { spendCapNanoUsd: 500_000_000n } })
    expect(jsonOf(await get(tenant, '/v1/usage'))).toMatchObject({ remaining: 0.5 })
  })

  it('an unknown key is 401, never an empty answer', async () => {
    expect((await send(`${gateway.url}/v1/usage`)).status).toBe(401)
  })
})

describe(`GET /v1/generations/{id} through the ${door} door`, () => {
  it('is open until settled, then the receipt, which recomputes to its cost', async () => {
    const tenant = await gateway.tenant({ user: { rateMultiplier: 1_250_000n } })
    const answer = await ask(tenant, { metadata: { sim_cached_tokens: '3' }, input: 'one two three four five six' })
    const requestId = String(answer.headers['x-request-id'])
    const record = await gateway.record(requestId)
    const generation = jsonOf(await get(tenant, `/v1/generations/${requestId}`))
    const receipt = generation['receipt'] as ReadReceipt
    expect(recomputeReceipt(receipt)).toEqual([])
    expect(receipt.costNanoUsd).toBe(record.costNanoUsd.toString())
    expect(answer.headers['x-turnpike-cost-nanousd']).toBe(receipt.costNanoUsd)
  })

  it('while a stream runs its status is open', async () => {
    const tenant = await gateway.tenant()
    const { data, response } = await tenant.openai.responses
      .create({ model: 'sim-small', input: 'hi', stream: true, metadata: { sim_tokens: '20', sim_token_ms: '20' } })
      .withResponse()
    const requestId = response.headers.get('x-request-id') ?? ''
    expect(jsonOf(await get(tenant, `/v1/generations/${requestId}`))).toEqual({ requestId, status: 'open' })
    for await (const _event of data);
    await gateway.record(requestId)
    expect(jsonOf(await get(tenant, `/v1/generations/${requestId}`))).toMatchObject({ status: 'completed' })
  })

  it('only its owner sees it: another’s is the same 404 as none, and the operator’s facts are left out', async () => {
    const [owner, other] = [await gateway.tenant(), await gateway.tenant()]
    const requestId = String((await ask(owner)).headers['x-request-id'])
    await gateway.record(requestId)
    const unknown = createId('request')
    const [foreign, none] = [
      await get(other, `/v1/generations/${requestId}`),
      await get(other, `/v1/generations/${unknown}`),
    ]
    expect([foreign.status, none.status]).toEqual([404, 404])
    const same = (text: string) =>
      text
        .replaceAll(requestId, 'ID')
        .replaceAll(unknown, 'ID')
        .replace(/"request_id":"[^"]+"/, '')
    expect(same(foreign.text)).toBe(same(none.text))
    const own = (await get(owner, `/v1/generations/${requestId}`)).text
    for (const secret of [...owner.accountIds, 'upstreamRequestId', 'upstreamModel']) expect(own).not.toContain(secret)
  })
})
