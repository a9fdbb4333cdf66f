import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { pruneIdempotencyRecords } from '@/lib/http'
import { allRoutes, openApiDocument } from '@/lib/management-api'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makeKey, makePool, makeUser, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

async function auditOf(subjectId: string) {
  return await prisma().auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })
}

describe('tokens', () => {
  it('refuses a call without a token, with an unknown one and with one that lacks the scope', async () => {
    expect((await callApi('GET', '/users', { token: null })).status).toBe(401)
    expect((await callApi('GET', '/users', { token: 'tpm-unknown-unknown-unknown' })).status).toBe(401)
    const made = await expectStatus(
      201,
      callApi('POST', '/tokens', { body: { name: uniqueName('t'), scopes: ['users:read'] } }),
    )
    const token = String(made['token'])
    expect((await callApi('GET', '/users', { token })).status).toBe(200)
    const refused = await callApi('POST', '/users', { token, body: { email: 'x@example.com' } })
    expect(refused.status).toBe(403)
    expect(refused.body['error']).toMatchObject({
      code: 'permission_denied',
      requestId: refused.headers.get('x-request-id'),
    })
  })

  it('never stores or lists the token itself, and refuses a revoked and an expired one', async () => {
    const body = {
      name: uniqueName('t'),
      scopes: ['users:read'],
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }
    const made = await expectStatus(201, callApi('POST', '/tokens', { body }))
    const token = String(made['token'])
    const listed = await expectStatus(200, callApi('GET', '/tokens'))
    expect(JSON.stringify(listed)).not.toContain(token)
    expect(JSON.stringify(await prisma().managementToken.findMany())).not.toContain(token)
    await prisma().managementToken.update({ where: { id: String(made['id']) }, data: { expiresAt: new Date(0) } })
    expect((await callApi('GET', '/users', { token })).status).toBe(401)
    await prisma().managementToken.update({ where: { id: String(made['id']) }, data: { expiresAt: null } })
    expect((await callApi('GET', '/users', { token })).status).toBe(200)
    await expectStatus(200, callApi('DELETE', `/tokens/${made['id']}`))
    expect((await callApi('GET', '/users', { token })).status).toBe(401)
  })
})

describe('users and credit', () => {
  it('makes, reads, changes and lists a user, and refuses a taken address and an old version', async () => {
    const email = `${uniqueName('u')}@example.com`
    const body = { email: email.toUpperCase(), concurrencyLimit: 3, rateMultiplier: '0.5', budgetNanoUsd: '7000000000' }
    const made = await expectStatus(201, callApi('POST', '/users', { body }))
    expect(made).toMatchObject({ email, concurrencyLimit: 3, rateMultiplier: '0.5', budgetNanoUsd: '7000000000' })
    const id = String(made['id'])
    expect((await callApi('POST', '/users', { body })).status).toBe(409)
    const changed = await expectStatus(
      200,
      callApi('PATCH', `/users/${id}`, { body: { status: 'suspended', version: 1 } }),
    )
    expect(changed).toMatchObject({ status: 'suspended', version: 2 })
    expect((await callApi('PATCH', `/users/${id}`, { body: { name: 'late', version: 1 } })).status).toBe(409)
    expect(await expectStatus(200, callApi('GET', `/users/${id}`))).toMatchObject({
      balanceNanoUsd: '0',
      running: 0,
      waiting: 0,
    })
    const found = await expectStatus(200, callApi('GET', `/users?email=${encodeURIComponent(email)}`))
    expect(found['data']).toHaveLength(1)
    expect((await callApi('GET', '/users/usr_nobody')).status).toBe(404)
  })

  it('answers wrong fields with 400 and a sentence for each', async () => {
    const { status, body } = await callApi('POST', '/users', {
      body: { email: 'nope', concurrencyLimit: -1, colour: 'red' },
    })
    expect(status).toBe(400)
    const error: Record<string, unknown> = { ...Object(body['error']) }
    expect(error['code']).toBe('invalid_request')
    expect(Object.keys(Object(error['fieldErrors']))).toEqual(
      expect.arrayContaining(['email', 'concurrencyLimit', 'colour']),
    )
  })

  it('credits and debits exactly, at most what is there, with the books still balanced', async () => {
    const id = await makeUser()
    const credit = await expectStatus(
      201,
      callApi('POST', `/users/${id}/credits`, { body: { amountNanoUsd: '5000000001', reason: 'welcome' } }),
    )
    expect(credit).toMatchObject({ balanceNanoUsd: '5000000001' })
    const debit = { amountNanoUsd: '-1', reason: 'correction' }
    expect(await expectStatus(201, callApi('POST', `/users/${id}/credits`, { body: debit }))).toMatchObject({
      balanceNanoUsd: '5000000000',
    })
    const tooMuch = await callApi('POST', `/users/${id}/credits`, {
      body: { amountNanoUsd: '-5000000001', reason: 'all' },
    })
    expect(tooMuch.status).toBe(409)
    expect(await expectStatus(200, callApi('GET', `/users/${id}`))).toMatchObject({ balanceNanoUsd: '5000000000' })
    expect(await expectStatus(200, callApi('GET', '/ledger/trial-balance'))).toMatchObject({
      sumNanoUsd: '0',
      openHolds: 0,
    })
    expect((await auditOf(id)).map((entry) => entry.action)).toEqual(['user.create', 'user.credit', 'user.debit'])
  })
})

describe('idempotency', () => {
  it('does a POST once per key, replays its answer, and refuses another body', async () => {
    const id = await makeUser()
    const headers = { 'idempotency-key': uniqueName('once') }
    const body = { amountNanoUsd: '1000', reason: 'once' }
    const calls = await Promise.all([1, 2, 3].map(() => callApi('POST', `/users/${id}/credits`, { body, headers })))
    expect(calls.map((call) => call.status).sort()).toEqual(expect.arrayContaining([201]))
    const again = await callApi('POST', `/users/${id}/credits`, { body, headers })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body['balanceNanoUsd']).toBe('1000')
    const other = await callApi('POST', `/users/${id}/credits`, { body: { ...body, amountNanoUsd: '2000' }, headers })
    expect(other.status).toBe(409)
    expect(await expectStatus(200, callApi('GET', `/users/${id}`))).toMatchObject({ balanceNanoUsd: '1000' })
  })

  it('replays a minted key without its secret', async () => {
    const [userId, poolId] = [await makeUser(), await makePool()]
    const headers = { 'idempotency-key': uniqueName('mint') }
    const body = { name: 'k', poolId }
    const first = await expectStatus(201, callApi('POST', `/users/${userId}/api-keys`, { body, headers }))
    const second = await expectStatus(201, callApi('POST', `/users/${userId}/api-keys`, { body, headers }))
    expect(first['key']).toMatch(/^tp-[0-9A-Za-z]{43}$/)
    expect(second).toMatchObject({ id: first['id'], key: null, alreadyShown: true })
  })

  it('forgets answers a day later, and none sooner', async () => {
    const id = await makeUser()
    const names = [uniqueName('old'), uniqueName('young')]
    const body = { amountNanoUsd: '1', reason: 'kept' }
    for (const name of names) {
      await expectStatus(201, callApi('POST', `/users/${id}/credits`, { body, headers: { 'idempotency-key': name } }))
    }
    const kept = { key: { in: names } }
    const hourMs = 3_600_000
    const age = async (key: string | undefined, ms: number) =>
      await prisma().idempotencyRecord.updateMany({
        where: { key: key ?? '' },
        data: { createdAt: new Date(Date.now() - ms) },
      })
    await age(names[0], 25 * hourMs)
    await age(names[1], 23 * hourMs)
    expect(await pruneIdempotencyRecords()).toBeGreaterThan(0)
    expect(await prisma().idempotencyRecord.findMany({ where: kept })).toMatchObject([{ key: names[1] }])
  })
})

describe('keys', () => {
  it('shows the secret once and never again, and keeps only its hash', async () => {
    const [userId, poolId] = [await makeUser(), await makePool()]
    const { id, key } = await makeKey(userId, poolId, { ipAllow: ['10.0.0.0/8'], allowedModels: ['gpt-*'] })
    const read = await expectStatus(200, callApi('GET', `/api-keys/${id}`))
    expect(read).toMatchObject({ maskedKey: `${key.slice(0, 7)}…${key.slice(-4)}`, status: 'active', poolId })
    const listed = await expectStatus(200, callApi('GET', `/users/${userId}/api-keys`))
    const stored = JSON.stringify([await prisma().apiKey.findMany(), await auditOf(id)], (_name, value) =>
      typeof value === 'bigint' ? value.toString() : value,
    )
    for (const text of [JSON.stringify(read), JSON.stringify(listed), stored]) expect(text).not.toContain(key)
  })

  it('rotates, disables and revokes, and then refuses further changes', async () => {
    const [userId, poolId] = [await makeUser(), await makePool()]
    const { id, key } = await makeKey(userId, poolId)
    const rotated = await expectStatus(200, callApi('POST', `/api-keys/${id}/rotate`, { body: { overlapSeconds: 60 } }))
    expect(rotated['key']).not.toBe(key)
    expect(await expectStatus(200, callApi('PATCH', `/api-keys/${id}`, { body: { disabled: true } }))).toMatchObject({
      status: 'disabled',
    })
    expect(await expectStatus(200, callApi('POST', `/api-keys/${id}/revoke`))).toMatchObject({ status: 'revoked' })
    expect((await callApi('PATCH', `/api-keys/${id}`, { body: { name: 'x' } })).status).toBe(409)
    const actions = (await auditOf(id)).map((entry) => entry.action)
    expect(actions).toEqual(['api_key.mint', 'api_key.rotate', 'api_key.update', 'api_key.revoke'])
  })
})

describe('pools and accounts', () => {
  it('makes a pool with its accounts, refuses another shard’s, and frees the name of a removed one', async () => {
    const name = uniqueName('pool')
    const poolId = await makePool({
      name,
      rateMultiplier: '1.25',
      instructionsPolicy: 'override',
      instructions: 'Be brief.',
    })
    const account = {
      name: uniqueName('acct'),
      protocol: 'openai',
      baseUrl: 'https://api.openai.com',
      credential: { kind: 'api_key', apiKey: 'sk-secret-of-the-upstream' },
      poolIds: [poolId],
    }
    const made = await expectStatus(201, callApi('POST', '/upstream-accounts', { body: account }))
    expect(made).toMatchObject({ baseUrl: 'https://api.openai.com/v1', poolIds: [poolId], status: 'active' })
    const stranger = await callApi('POST', '/upstream-accounts', {
      body: { ...account, name: uniqueName('acct'), shard: 's1' },
    })
    expect(stranger.status).toBe(409)
    const live = await expectStatus(200, callApi('GET', `/upstream-accounts/${made['id']}`))
    expect(live).toMatchObject({ running: 0, waiting: 0, cooldownUntil: null, lastError: null, status: 'active' })
    const cleared = await expectStatus(200, callApi('POST', `/upstream-accounts/${made['id']}/clear-cooldown`))
    expect(cleared).toMatchObject({ state: 'ready' })
    await expectStatus(200, callApi('DELETE', `/upstream-accounts/${made['id']}`))
    await expectStatus(200, callApi('DELETE', `/account-pools/${poolId}`))
    expect((await callApi('GET', `/account-pools/${poolId}`)).status).toBe(404)
    await makePool({ name })
  })

  it('keeps the credential encrypted and out of every answer, list and audit row', async () => {
    const apiKey = `sk-${uniqueName('never-shown')}`
    const body = {
      name: uniqueName('acct'),
      protocol: 'anthropic',
      baseUrl: 'https://api.anthropic.com/v1/',
      credential: { kind: 'api_key', apiKey },
    }
    const made = await expectStatus(201, callApi('POST', '/upstream-accounts', { body }))
    expect(made['baseUrl']).toBe('https://api.anthropic.com')
    const answers = [
      made,
      await expectStatus(200, callApi('GET', `/upstream-accounts/${made['id']}`)),
      await expectStatus(200, callApi('GET', '/upstream-accounts')),
      await auditOf(String(made['id'])),
    ]
    const rows = await prisma().$queryRaw`SELECT to_jsonb(a)::text AS row FROM upstream_accounts a`
    expect(JSON.stringify([answers, rows])).not.toContain(apiKey)
  })

  it('refuses addresses of private networks, the cloud’s metadata and other protocols', async () => {
    for (const baseUrl of [
      'http://10.0.0.1',
      'http://169.254.169.254/latest',
      'http://[fd00::1]',
      'http://0.0.0.0',
      'file:///etc',
    ]) {
      const body = {
        name: uniqueName('acct'),
        protocol: 'openai',
        baseUrl,
        credential: { kind: 'api_key', apiKey: 'sk-x' },
      }
      expect((await callApi('POST', '/upstream-accounts', { body })).status, baseUrl).toBe(400)
    }
  })

  it('refuses to remove a pool that keys belong to', async () => {
    const [userId, poolId] = [await makeUser(), await makePool()]
    await makeKey(userId, poolId)
    expect((await callApi('DELETE', `/account-pools/${poolId}`)).status).toBe(409)
  })
})

describe('prices and settings', () => {
  it('puts a price of a model with a slash once, and an identical one makes no new version', async () => {
    const model = encodeURIComponent(`${uniqueName('org')}/model`)
    const body = {
      inputNanoUsdPerMillion: '1000000000',
      outputNanoUsdPerMillion: '2000000000',
      toolCallNanoUsd: { web_search: '10000000' },
      longContext: { aboveInputTokens: 200_000, inputNanoUsdPerMillion: '2000000000' },
    }
    const first = await expectStatus(200, callApi('PUT', `/model-prices/${model}`, { body }))
    const second = await expectStatus(200, callApi('PUT', `/model-prices/${model}`, { body }))
    expect(second['id']).toBe(first['id'])
    expect(first).toMatchObject({ ...body, model: decodeURIComponent(model), cachedInputNanoUsdPerMillion: null })
    const versions = await expectStatus(200, callApi('GET', `/model-prices/${model}`))
    expect(versions['data']).toHaveLength(1)
    expect(await auditOf(decodeURIComponent(model))).toHaveLength(1)
  })

  it('changes settings at once, refuses values out of bounds and unknown names, and returns to the default', async () => {
    const changed = await expectStatus(
      200,
      callApi('PATCH', '/settings', { body: { waitTimeoutMs: 500, maxWaiting: 0 } }),
    )
    expect(changed).toMatchObject({ waitTimeoutMs: 500, maxWaiting: 0, connectTimeoutMs: 5_000 })
    const refused = await callApi('PATCH', '/settings', { body: { waitTimeoutMs: -1, nonsense: 1 } })
    expect(refused.status).toBe(400)
    expect(Object(refused.body['error'])['fieldErrors']).toHaveProperty('nonsense')
    const reset = await expectStatus(
      200,
      callApi('PATCH', '/settings', { body: { waitTimeoutMs: null, maxWaiting: null } }),
    )
    expect(reset).toMatchObject({ waitTimeoutMs: 30_000, maxWaiting: 20 })
    const [audit] = await prisma().auditEntry.findMany({ where: { action: 'settings.update' }, orderBy: { id: 'asc' } })
    expect(audit?.after).toEqual({ waitTimeoutMs: 500, maxWaiting: 0 })
  })
})

describe('lists', () => {
  it('pages through all of them once, newest first, and ends with null', async () => {
    const poolId = await makePool()
    const userId = await makeUser()
    const made: string[] = []
    for (let i = 0; i < 5; i++) made.push((await makeKey(userId, poolId)).id)
    const seen: string[] = []
    let cursor: unknown = ''
    for (let page = 0; page < 5 && cursor !== null; page++) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`
      const body = await expectStatus(200, callApi('GET', `/users/${userId}/api-keys?limit=2${query}`))
      seen.push(...(body['data'] as { id: string }[]).map((each) => each.id))
      cursor = body['nextCursor']
    }
    expect(cursor).toBeNull()
    expect(seen).toEqual([...seen].sort().reverse())
    expect([...seen].sort()).toEqual([...made].sort())
    expect((await callApi('GET', '/users?limit=501')).status).toBe(400)
  })

  it('lists usage and the audit log', async () => {
    expect(await expectStatus(200, callApi('GET', '/usage?from=2026-01-01T00:00:00Z'))).toEqual({
      data: [],
      nextCursor: null,
    })
    const userId = await makeUser()
    const log = await expectStatus(200, callApi('GET', `/audit?subjectId=${userId}`))
    expect(log['data']).toMatchObject([
      { actorKind: 'token', actorId: 'bootstrap', action: 'user.create', before: null },
    ])
  })
})

describe('the OpenAPI document', () => {
  it('names every route file, and every route has its file', () => {
    const root = 'app/api/admin/v1'
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('route.ts'))
    const paths = names
      .map((name) => `${root}/${name}`)
      .map((file) => `/${file.replace(/^app\//, '').replace(/\/route\.ts$/, '')}`.replace(/\[(\w+)\]/g, '{$1}'))
    const described = new Set(allRoutes.map((route) => route.description.path))
    expect([...described].sort()).toEqual(paths.sort())
    expect(existsSync('app/api/openapi.json/route.ts')).toBe(true)
  })

  it('is OpenAPI 3.1 with an operation, its scope, parameters and answers for every route', () => {
    const document: Record<string, unknown> = { ...openApiDocument() }
    expect(document['openapi']).toBe('3.1.0')
    const paths: Record<string, Record<string, Record<string, unknown>>> = { ...Object(document['paths']) }
    const ids = new Set<unknown>()
    for (const { description } of allRoutes) {
      const operation = paths[description.path]?.[description.method.toLowerCase()]
      expect(operation, `${description.method} ${description.path}`).toBeDefined()
      ids.add(operation?.['operationId'])
      expect(Object.keys(Object(operation?.['responses']))).toEqual(
        expect.arrayContaining([String(description.status ?? 200), 'default']),
      )
      const named = [...description.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const parameters = (operation?.['parameters'] ?? []) as { name: string; in: string }[]
      expect(parameters.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(named)
    }
    expect(ids.size).toBe(allRoutes.length)
  })
})
