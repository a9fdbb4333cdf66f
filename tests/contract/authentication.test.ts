import { afterEach, describe, expect, it, vi } from 'vitest'
import { createAccountPool, updateAccountPool } from '@/lib/account-pools'
import { createKeySecret, mintApiKey, revokeApiKey, updateApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { updateUser } from '@/lib/users'
import { setTestEnvironment } from '../support/test-environment'
import { door, type Tenant, useGateway } from './support/gateway'
import { errorOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const change = useSettings()
const ctx = systemContext('contract-test')
const body = { model: 'sim-small', input: 'hi', messages: [{ role: 'user', content: 'hi' }] }
const call = (headers: Record<string, string>, path = '/v1/responses') =>
  send(`${gateway.url}${path}`, { headers, body })
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

afterEach(() => setTestEnvironment({ TRUSTED_PROXIES: undefined }))

describe(`Keys through the ${door} door`, () => {
  it.each(['Bearer', 'bearer', 'BEARER'])(
    'Authorization: %s, x-api-key and x-goog-api-key each authenticate',
    async (scheme) => {
      const { key } = await gateway.tenant()
      const answers = [
        await call({ authorization: `${scheme} ${key}` }),
        await call({ 'x-api-key': key }),
        await call({ 'x-goog-api-key': key }),
      ]
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    },
  )

  it('a key in the query is refused with its own code and its value is not repeated', async () => {
    const { key } = await gateway.tenant()
    for (const name of ['key', 'api_key']) {
      const answer = await call(bearer(key), `/v1/responses?${name}=${key}`)
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toMatchObject({ type: 'invalid_request_error', code: 'api_key_in_query' })
      expect(answer.text).not.toContain(key)
    }
  })

  const expire = `UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1::text`
  const refusals: [string, (tenant: Tenant) => Promise<unknown>, number, string][] = [
    ['a revoked key', (tenant) => revokeApiKey(ctx, tenant.keyId), 401, 'key_revoked'],
    ['an expired key', (tenant) => pool().query(expire, [tenant.keyId]), 401, 'key_expired'],
    ['a suspended user', ({ userId }) => updateUser(ctx, userId, { status: 'suspended' }), 403, 'user_suspended'],
    ['a closed pool', ({ poolId }) => updateAccountPool(ctx, poolId, { status: 'closed' }), 403, 'pool_closed'],
    [
      'a model that the key may not use',
      ({ keyId }) => updateApiKey(ctx, keyId, { allowedModels: ['sim-large'] }),
      403,
      'model_not_allowed',
    ],
    [
      'an address that is not allowed',
      ({ keyId }) => updateApiKey(ctx, keyId, { ipAllow: ['203.0.113.0/24'] }),
      403,
      'address_not_allowed',
    ],
    [
      'a denied address',
      ({ keyId }) => updateApiKey(ctx, keyId, { ipDeny: ['127.0.0.0/8'] }),
      403,
      'address_not_allowed',
    ],
  ]
  const wrongKeys: [string, (key: string) => Record<string, string>, string][] = [
    ['a missing key', () => ({}), 'key_missing'],
    ['an empty bearer', () => ({ authorization: 'Bearer ' }), 'key_missing'],
    ['a malformed key', () => bearer('sk-something-else'), 'key_malformed'],
    ['a mistyped key', (key) => bearer(key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')), 'key_malformed'],
    ['an unknown key', () => bearer(createKeySecret()), 'key_unknown'],
  ]

  async function expectRefused(headers: Record<string, string>, status: number, code: string): Promise<void> {
    for (const path of ['/v1/responses', '/v1/chat/completions']) {
      const answer = await call(headers, path)
      expect(answer.status, answer.text).toBe(status)
      expect(answer.headers['x-turnpike-error']).toBe(code)
      expect(answer.headers['x-should-retry']).toBe('false')
      expect(answer.headers['retry-after']).toBeUndefined()
      expect(errorOf(answer)).toMatchObject({
        type: status === 401 ? 'authentication_error' : 'permission_error',
        code: status === 401 ? 'invalid_api_key' : code,
        request_id: answer.headers['x-request-id'],
      })
    }
  }

  for (const [name, headers, code] of wrongKeys) {
    it(`${name} is 401 ${code} in the caller's shape`, async () => {
      const { key } = await gateway.tenant()
      await expectRefused(headers(key), 401, code)
    })
  }
  for (const [name, prepare, status, code] of refusals) {
    it(`${name} is ${status} ${code} in the caller's shape, with nothing sent upstream`, async () => {
      const tenant = await gateway.tenant()
      await prepare(tenant)
      await expectRefused(bearer(tenant.key), status, code)
      expect(await gateway.servedBy(tenant.accountKeys[0] ?? '')).toHaveLength(0)
    })
  }

  it('a revoked key that was in use is refused within a second', async () => {
    const tenant = await gateway.tenant()
    expect((await call(bearer(tenant.key))).status).toBe(200)
    await revokeApiKey(ctx, tenant.keyId)
    await vi.waitFor(async () => expect((await call(bearer(tenant.key))).status).toBe(401), {
      timeout: 1_000,
      interval: 50,
    })
  })

  it('another pool’s key does not reach this pool’s accounts', async () => {
    const tenant = await gateway.tenant()
    const empty = await createAccountPool(ctx, { name: createId('pool'), visibility: 'public' })
    const other = await mintApiKey(ctx, tenant.userId, { name: 'other', poolId: empty.id })
    const answer = await call(bearer(other.key))
    expect(answer.status).toBe(404)
    expect(errorOf(answer)['message']).toMatch(/no accounts/)
  })

  it('a call whose protocol no account speaks is 404 and told what the key can use', async () => {
    const tenant = await gateway.tenant({ accounts: [{ protocol: 'anthropic', baseUrl: gateway.simulatorUrl }] })
    const answer = await call(bearer(tenant.key))
    expect(answer.status).toBe(404)
    expect(errorOf(answer)['message']).toMatch(/anthropic/)
  })

  it('120 bad keys from one address: 429 without a look-up, while known keys go on', async () => {
    setTestEnvironment({ TRUSTED_PROXIES: '127.0.0.1/32,::1/128' })
    await change({ badKeyLimit: 20 })
    const tenant = await gateway.tenant()
    const from = (address: string) => ({ 'x-forwarded-for': address })
    expect((await call({ ...bearer(tenant.key), ...from('198.51.100.7') })).status).toBe(200)
    for (let i = 0; i < 20; i++) await call({ ...bearer(createKeySecret()), ...from('198.51.100.7') })
    const blocked = await call({ ...bearer(createKeySecret()), ...from('198.51.100.7') })
    expect(blocked.status).toBe(429)
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0)
    expect((await call({ ...bearer(tenant.key), ...from('198.51.100.7') })).status).toBe(200)
    expect((await call({ ...bearer(createKeySecret()), ...from('198.51.100.8') })).status).toBe(401)
  })

  it('a private peer without TRUSTED_PROXIES is never blocked', async () => {
    await change({ badKeyLimit: 5 })
    for (let i = 0; i < 8; i++) expect((await call(bearer(createKeySecret()))).status).toBe(401)
  })

  it('the address in x-forwarded-for counts only from a trusted proxy', async () => {
    const tenant = await gateway.tenant({ key: { ipAllow: ['203.0.113.9/32'] } })
    const headers = { ...bearer(tenant.key), 'x-forwarded-for': '203.0.113.9' }
    expect((await call(headers)).status).toBe(403)
    setTestEnvironment({ TRUSTED_PROXIES: '127.0.0.1/32,::1/128' })
    expect((await call(headers)).status).toBe(200)
  })
})
