import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma } from '@/lib/db/prisma'
import { closePrices } from '@/lib/pricing'
import { sessionKeyOf } from '@/lib/scheduling'
import { closeSlots, slots } from '@/lib/slots'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makeKey, makePool, makeUser, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()
const never = new AbortController().signal

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  closePrices()
  await closeSlots()
  await closePrisma()
  await closePool()
})

type Place = { poolId: string; userId: string; keyId: string; model: string }

async function makeAccount(poolId: string, fields: Record<string, unknown> = {}): Promise<string> {
  const body = {
    name: uniqueName('acct'),
    protocol: 'openai',
    baseUrl: 'https://api.openai.com',
    credential: { kind: 'api_key', apiKey: 'sk-x' },
    poolIds: [poolId],
    ...fields,
  }
  return String((await expectStatus(201, callApi('POST', '/upstream-accounts', { body })))['id'])
}

/** A key on a pool of its own, and a model at 2 and 8 USD per million tokens. */
async function makePlace(pool: Record<string, unknown> = {}): Promise<Place> {
  const [userId, poolId] = [await makeUser(), await makePool(pool)]
  const model = uniqueName('model')
  const price = { inputNanoUsdPerMillion: '2000000000', outputNanoUsdPerMillion: '8000000000' }
  await expectStatus(200, callApi('PUT', `/model-prices/${model}`, { body: price }))
  return { poolId, userId, model, keyId: (await makeKey(userId, poolId)).id }
}

async function explain({ keyId, model }: Place, more: Record<string, unknown> = {}) {
  return await expectStatus(200, callApi('POST', '/route/explain', { body: { keyId, model, ...more } }))
}

/** Takes an account's slot as the gateway does; what it binds is the session's. */
async function occupy({ poolId, userId, model }: Place, accountId: string, sessionId: string | null = null) {
  const hints = { promptCacheKey: null, user: null, seed: () => '' }
  const taken = await slots().acquireAccountSlot(
    {
      ...{ requestId: uniqueName('req'), userId, weight: 1, poolId, shard: 's0' },
      sessionKey: sessionId === null ? null : sessionKeyOf((name) => (name === 'session-id' ? sessionId : null), hints),
      candidates: () => [{ accountId, limit: 1, priority: 50, upstreamModel: model }],
      ...{ maxWaiting: 0, waitTimeoutMs: 0, stickyPatienceMs: 0, stickyTtlMs: 60_000 },
    },
    never,
  )
  if (taken.kind !== 'acquired') throw new Error(`not acquired: ${taken.kind}`)
  return taken.lease
}

const reasonsOf = (body: Record<string, unknown>) =>
  (body['accounts'] as { accountId: string; excluded: string | null }[]).map((each) => [each.accountId, each.excluded])

describe('an explained route', () => {
  it('names who would serve, why each other account would not, and the exact hold', async () => {
    const place = await makePlace({ rateMultiplier: '1.5' })
    const { poolId, model } = place
    const second = await makeAccount(poolId, { priority: 20 })
    const first = await makeAccount(poolId, { priority: 10, modelMap: { [model]: model } })
    const cooling = await makeAccount(poolId, { priority: 1 })
    const other = await makeAccount(poolId, { priority: 2, models: ['another-model'] })
    const unpriced = await makeAccount(poolId, { priority: 3, modelMap: { [model]: 'has-no-price' } })
    const gemini = await makeAccount(poolId, {
      priority: 4,
      protocol: 'gemini',
      baseUrl: 'https://generativelanguage.googleapis.com',
    })
    const off = await makeAccount(poolId, { priority: 5, enabled: false })
    const until = Date.now() + 60_000
    const effect = { kind: 'rate_limited', retryAfterMs: 60_000, model: null, reason: 'too many' } as const
    await slots().reportOutcome(cooling, 's0', model, effect)

    const found = await explain(place, { inputTokens: 1_000, maxOutputTokens: 500 })
    expect(found).toMatchObject({ outcome: 'served', refusedBy: null, wouldPick: first, protocol: 'openai-responses' })
    expect(reasonsOf(found)).toEqual([
      [first, null],
      [second, null],
      [cooling, 'cooldown'],
      [other, 'model'],
      [unpriced, 'price'],
      [gemini, 'protocol'],
      [off, 'disabled'],
    ])
    const [, , paused] = found['accounts'] as { reason: string; until: string }[]
    expect(paused?.reason).toBe('too many')
    expect(Math.abs(Date.parse(paused?.until ?? '') - until)).toBeLessThan(5_000)
    // (1 000 × 2 + 500 × 8) µUSD × 1.5
    expect(found['hold']).toMatchObject({ amountNanoUsd: '9000000', rateMultiplier: '1.5' })
  })

  it('holds the whole bound of a stream that may hide output, and only its beginning where all of it shows', async () => {
    const place = await makePlace()
    await makeAccount(place.poolId)
    const ask = { inputTokens: 1_000, maxOutputTokens: 100_000 }
    const held = async (more: Record<string, unknown>) => Object((await explain(place, { ...ask, ...more }))['hold'])
    // 1 000 × 2 + 100 000 × 8 µUSD: an unknown model may reason unseen, so its stream can't be followed.
    expect(await held({ stream: true })).toMatchObject({ amountNanoUsd: '802000000' })
    expect(await held({ stream: false })).toMatchObject({ amountNanoUsd: '802000000' })
    const open = `gpt-4-${place.model}`
    const price = { inputNanoUsdPerMillion: '2000000000', outputNanoUsdPerMillion: '8000000000' }
    await expectStatus(200, callApi('PUT', `/model-prices/${open}`, { body: price }))
    // 1 000 × 2 + 4 096 × 8 µUSD
    expect(await held({ model: open, stream: true })).toMatchObject({ amountNanoUsd: '34768000' })
    expect(await held({ model: open, stream: false })).toMatchObject({ amountNanoUsd: '802000000' })
    // Embeddings have no output.
    expect(await held({ protocol: 'openai-embeddings' })).toMatchObject({ amountNanoUsd: '2000000' })
  })

  it('follows a session to its account, waits for it when it is full, and takes nothing itself', async () => {
    const place = await makePlace()
    const [bound, better] = [
      await makeAccount(place.poolId, { priority: 50, concurrencyLimit: 1 }),
      await makeAccount(place.poolId, { priority: 1 }),
    ]
    const lease = await occupy(place, bound, 'thread-1')
    const full = await explain(place, { sessionId: 'thread-1' })
    expect(full).toMatchObject({ outcome: 'waits', wouldPick: null, stickyAccountId: bound })
    expect(reasonsOf(full)).toEqual([
      [better, null],
      [bound, 'full'],
    ])
    await lease.release()
    for (let i = 0; i < 3; i++) {
      expect(await explain(place, { sessionId: 'thread-1' })).toMatchObject({ wouldPick: bound, outcome: 'served' })
    }
    expect(await explain(place, { sessionId: 'thread-2' })).toMatchObject({ wouldPick: better, stickyAccountId: null })
    expect(await expectStatus(200, callApi('GET', `/upstream-accounts/${bound}`))).toMatchObject({ running: 0 })
  })

  it('gives the code that a caller would get when nobody can serve', async () => {
    const place = await makePlace({ maxWaiting: 0 })
    expect(await explain(place)).toMatchObject({ outcome: 'refused', refusedBy: 'not_found', hold: null })
    const only = await makeAccount(place.poolId, { concurrencyLimit: 1 })
    const lease = await occupy(place, only)
    expect(await explain(place)).toMatchObject({ outcome: 'refused', refusedBy: 'concurrency_limited' })
    await lease.release()
    const unknown = await explain({ ...place, model: uniqueName('unknown') })
    expect(unknown).toMatchObject({ refusedBy: 'model_not_found', hold: null })
    await slots().reportOutcome(only, 's0', place.model, { kind: 'credentials', cooldownMs: 60_000, reason: '401' })
    expect(await explain(place)).toMatchObject({ refusedBy: 'no_account_available' })
    await slots().clearCooldown(only, 's0')
    await expectStatus(200, callApi('PATCH', `/api-keys/${place.keyId}`, { body: { allowedModels: ['other'] } }))
    expect(await explain(place)).toMatchObject({ refusedBy: 'model_not_allowed' })
    await expectStatus(200, callApi('POST', `/api-keys/${place.keyId}/revoke`))
    expect(await explain(place)).toMatchObject({ outcome: 'refused', refusedBy: 'key_revoked', wouldPick: null })
  })

  it('needs the scope, a key that exists and a model', async () => {
    const made = await expectStatus(
      201,
      callApi('POST', '/tokens', { body: { name: uniqueName('t'), scopes: ['usage:read'] } }),
    )
    const body = { keyId: 'key_nobody', model: 'm' }
    expect((await callApi('POST', '/route/explain', { body, token: String(made['token']) })).status).toBe(403)
    expect((await callApi('POST', '/route/explain', { body })).status).toBe(404)
    const refused = await callApi('POST', '/route/explain', { body: { keyId: 'key_nobody' } })
    expect(refused.status).toBe(400)
    expect(Object(refused.body['error'])['fieldErrors']).toHaveProperty('model')
  })
})
