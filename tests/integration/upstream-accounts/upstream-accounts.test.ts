import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { closeGuardedFetch } from '@/lib/http/guarded-fetch'
import {
  createUpstreamAccount,
  createUpstreamAccountInput,
  listUpstreamModels,
  testUpstreamAccount,
  toAccountConfig,
  updateUpstreamAccount,
} from '@/lib/upstream-accounts'
import { sealCredential } from '@/lib/upstream-accounts/credential'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makePool, testToken, uniqueName } from '../management-api/api-client'
import { type Fake, type FakeProxy, fakeHttpProxy, fakeHttpsProxy, fakeServer, fakeSocksProxy } from './fake-network'

const database = giveTestDatabase()
const ctx = systemContext('test')
const open: { close: () => Promise<void> }[] = []
const keep = <T extends { close: () => Promise<void> }>(fake: T): T => {
  open.push(fake)
  return fake
}

beforeAll(() => setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken }))
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const fake of open.splice(0)) await fake.close()
})
afterAll(async () => {
  await closeGuardedFetch()
  await closePrisma()
  await closePool()
})

const add = async (fields: Record<string, unknown>) =>
  await createUpstreamAccount(
    ctx,
    createUpstreamAccountInput.parse({
      name: uniqueName('account'),
      protocol: 'openai',
      credential: { kind: 'api_key', apiKey: 'sk-live-secret' },
      ...fields,
    }),
  )
const config = async (id: string) =>
  toAccountConfig(await prisma().upstreamAccount.findUniqueOrThrow({ where: { id } }))
const works = async (): Promise<Fake> => keep(await fakeServer(() => ({ status: 200, json: { ok: true } })))

describe('an Azure resource', () => {
  it('is called at its deployment, with its version and its own key header', async () => {
    const azure = await works()
    const { id, baseUrl } = await add({
      baseUrl: `${azure.url}/openai/deployments/other/chat/completions`,
      apis: ['chat'],
      azure: { apiVersion: '2024-10-21', deploymentPaths: true },
    })
    expect(baseUrl).toBe(`${azure.url}/openai`)
    expect(await testUpstreamAccount(ctx, id, { model: 'my gpt' })).toMatchObject({ ok: true })
    expect(azure.seen[0]?.url).toBe('/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21')
    expect(azure.seen[0]?.headers).toMatchObject({ 'api-key': 'sk-live-secret' })
    expect(azure.seen[0]?.headers.authorization).toBeUndefined()
  })

  it('may speak the v1 addresses, and becomes an ordinary account again', async () => {
    const azure = await works()
    const { id } = await add({ baseUrl: azure.url, azure: { apiVersion: null, deploymentPaths: false } })
    await testUpstreamAccount(ctx, id, { model: 'gpt' })
    expect(azure.seen[0]?.url).toBe('/openai/v1/responses')
    const plain = await updateUpstreamAccount(ctx, id, { azure: null, baseUrl: azure.url })
    expect(plain).toMatchObject({ azure: null, baseUrl: `${azure.url}/v1` })
    await testUpstreamAccount(ctx, id, { model: 'gpt' })
    expect(azure.seen[1]?.headers.authorization).toBe('Bearer sk-live-secret')
  })

  it('is called over HTTP/2 when asked to, whatever else changes, and its test is too', async () => {
    const azure = { apiVersion: null, deploymentPaths: false }
    const versions: string[] = []
    const server = http2.createServer((req, res) => {
      versions.push(req.httpVersion)
      res.end(JSON.stringify({ id: 'resp_1', object: 'response', status: 'completed', output: [] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { id, ...made } = await add({ baseUrl: url, azure })
    expect(made.http2).toBe(false)
    expect(await updateUpstreamAccount(ctx, id, { http2: true })).toMatchObject({ http2: true, azure })
    expect(await testUpstreamAccount(ctx, id, { model: 'gpt' })).toMatchObject({ ok: true })
    expect(versions).toEqual(['2.0'])
    expect(await updateUpstreamAccount(ctx, id, { azure: null, baseUrl: url })).toMatchObject({
      http2: true,
      azure: null,
    })
    expect(await updateUpstreamAccount(ctx, id, { http2: false })).toMatchObject({ http2: false, azure: null })
    await new Promise((resolve) => server.close(resolve))
  })

  it('needs a version for deployment paths and the protocol openai', async () => {
    const body = {
      name: uniqueName('azure'),
      baseUrl: 'https://a.openai.azure.com',
      credential: { kind: 'api_key', apiKey: 'k' },
    }
    const noVersion = { ...body, protocol: 'openai', azure: { apiVersion: null, deploymentPaths: true } }
    expect((await callApi('POST', '/upstream-accounts', { body: noVersion })).status).toBe(400)
    const other = { ...body, protocol: 'anthropic', azure: { apiVersion: 'preview', deploymentPaths: false } }
    expect((await callApi('POST', '/upstream-accounts', { body: other })).status).toBe(400)
  })
})

describe('an outbound proxy', () => {
  it.each([
    ['http', fakeHttpProxy, 'Basic dXNlcjpwQHNz'],
    ['socks5', fakeSocksProxy, 'user:p@ss'],
  ] as const)('of kind %s is told an address, never a name, and logs in', async (kind, make, login) => {
    const upstream = await works()
    const proxy: FakeProxy = keep(await make())
    const proxyUrl = `${kind}://user:p%40ss@127.0.0.1:${proxy.port}`
    const { id } = await add({ baseUrl: `http://localhost:${upstream.port}`, proxyUrl })
    const result = await testUpstreamAccount(ctx, id, { model: 'gpt' })
    expect(result, JSON.stringify(result)).toMatchObject({ ok: true })
    expect(proxy.asked).toEqual([`127.0.0.1:${upstream.port}`])
    expect(proxy.logins).toEqual([login])
  })

  it('never reaches a network that is off limits', async () => {
    const proxy = keep(await fakeHttpProxy())
    const { id } = await add({ baseUrl: 'https://upstream.example', proxyUrl: `http://127.0.0.1:${proxy.port}` })
    // As if its name had begun to point inward after it was entered.
    await prisma().upstreamAccount.update({ where: { id }, data: { baseUrl: 'http://169.254.169.254/v1' } })
    expect(await testUpstreamAccount(ctx, id, { model: 'gpt' })).toMatchObject({ ok: false })
    expect(proxy.asked).toEqual([])
  })

  it.each(['ftp://127.0.0.1:1', 'http://10.0.0.1:3128', 'socks5://169.254.169.254', 'http://127.0.0.1:1/path'])(
    '%s is refused',
    async (proxyUrl) => {
      await expect(add({ baseUrl: 'https://upstream.example', proxyUrl })).rejects.toMatchObject({
        code: 'invalid_request',
      })
    },
  )
})

describe('an OAuth credential', () => {
  const tokenServer = async (lifeSeconds: number) => {
    let issued = 0
    return keep(
      await fakeServer(() => {
        issued++
        const rotated = { refresh_token: `refresh-${issued}` }
        return {
          status: 200,
          json: { access_token: `token-${issued}`, expires_in: lifeSeconds, ...rotated },
          delayMs: 50,
        }
      }),
    )
  }

  it('is fetched once for all who ask at once, and sent as a bearer token', async () => {
    const tokens = await tokenServer(3_600)
    const upstream = await works()
    const credential = { kind: 'oauth_client_credentials', tokenUrl: tokens.url, clientId: 'c', clientSecret: 's' }
    const { id } = await add({ protocol: 'gemini', baseUrl: upstream.url, credential })
    const account = await config(id)
    const secrets = await Promise.all(Array.from({ length: 20 }, async () => await account.secret()))
    expect(new Set(secrets)).toEqual(new Set(['token-1']))
    expect(tokens.seen).toHaveLength(1)
    expect(tokens.seen[0]?.body).toContain('grant_type=client_credentials')
    await testUpstreamAccount(ctx, id, { model: 'gemini' })
    expect(upstream.seen[0]?.headers.authorization).toBe('Bearer token-1')
    expect(upstream.seen[0]?.headers['x-goog-api-key']).toBeUndefined()
  })

  it.each([
    ['http', fakeHttpProxy, 'Basic dXNlcjpwQHNz'],
    ['https', fakeHttpsProxy, 'Basic dXNlcjpwQHNz'],
    ['socks5', fakeSocksProxy, 'user:p@ss'],
  ] as const)('is fetched through the account’s own proxy of kind %s', async (kind, make, login) => {
    const [tokens, proxy] = [await tokenServer(3_600), keep(await make())]
    const credential = {
      ...{ kind: 'oauth_client_credentials', clientId: 'c', clientSecret: 's' },
      tokenUrl: `http://localhost:${tokens.port}/token`,
    }
    const proxyUrl = `${kind}://user:p%40ss@localhost:${proxy.port}`
    const { id } = await add({ baseUrl: 'https://upstream.example', credential, proxyUrl })
    const secret = async () => await (await config(id)).secret()
    if (kind === 'https') {
      await expect(secret()).rejects.toMatchObject({ code: 'upstream_failed' })
      expect(tokens.seen).toEqual([])
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    }
    expect(await secret()).toBe('token-1')
    expect(tokens.seen).toHaveLength(1)
    expect(proxy.asked).toEqual([`127.0.0.1:${tokens.port}`])
    expect(proxy.logins).toEqual([login])
  })

  it('is never fetched from a network that is off limits, through a proxy or not', async () => {
    const proxy = keep(await fakeHttpProxy())
    const credential = {
      ...{ kind: 'oauth_client_credentials' as const, clientId: 'c', clientSecret: 's' },
      tokenUrl: 'https://tokens.example/token',
    }
    const inward = sealCredential({ ...credential, tokenUrl: 'http://169.254.169.254/token' })
    for (const proxyUrl of [null, `http://127.0.0.1:${proxy.port}`]) {
      const { id } = await add({ baseUrl: 'https://upstream.example', credential, proxyUrl })
      // As if its name had begun to point inward after it was entered.
      await prisma().upstreamAccount.update({ where: { id }, data: { credentialCipher: inward } })
      await expect((await config(id)).secret()).rejects.toMatchObject({ code: 'invalid_request' })
    }
    expect(proxy.asked).toEqual([])
  })

  it('is renewed before its end, each time with the refresh token that was given last', async () => {
    // Ends within the minute that renewals come early: every use renews it.
    const tokens = await tokenServer(30)
    const credential = { kind: 'oauth_refresh_token', tokenUrl: tokens.url, clientId: 'c', refreshToken: 'refresh-0' }
    const { id } = await add({ baseUrl: 'https://upstream.example', credential })
    for (const expected of ['token-1', 'token-2', 'token-3']) {
      expect(await (await config(id)).secret()).toBe(expected)
    }
    expect(tokens.seen.map((call) => new URLSearchParams(call.body).get('refresh_token'))).toEqual([
      'refresh-0',
      'refresh-1',
      'refresh-2',
    ])
  })
})

describe('the models of an upstream', () => {
  it('are read over all pages and sorted', async () => {
    const upstream = keep(
      await fakeServer(({ url }) => ({
        status: 200,
        json: url.includes('after_id=b')
          ? { data: [{ id: 'a' }], has_more: false }
          : { data: [{ id: 'c' }, { id: 'b' }], has_more: true, last_id: 'b' },
      })),
    )
    const { id } = await add({ protocol: 'anthropic', baseUrl: upstream.url })
    expect(await listUpstreamModels(ctx, id)).toEqual({ models: ['a', 'b', 'c'] })
  })

  it('say what was answered when there are none to be had, without the credential', async () => {
    const upstream = keep(await fakeServer(() => ({ status: 401, json: { error: 'bad sk-live-secret' } })))
    const { id } = await add({ baseUrl: upstream.url })
    const answer = await callApi('GET', `/upstream-accounts/${id}/models`)
    expect(answer.status).toBe(502)
    expect(JSON.stringify(answer.body)).toContain('401')
    expect(JSON.stringify(answer.body)).not.toContain('sk-live-secret')
  })
})

describe('many accounts at once', () => {
  it('get the same change; one that can’t stops none of the others and is named', async () => {
    const pool = await makePool({ protocols: ['openai'] })
    const first = await add({ baseUrl: 'https://a.example' })
    const second = await add({ protocol: 'anthropic', baseUrl: 'https://b.example' })
    const change = { priority: 7, draining: true, joinPoolId: pool }
    const body = { accountIds: [first.id, second.id, 'acct_nobody'], change }
    const result = await expectStatus(200, callApi('POST', '/upstream-accounts/bulk', { body }))
    expect(result).toMatchObject({
      changed: [first.id],
      failed: [
        { id: second.id, code: 'conflict' },
        { id: 'acct_nobody', code: 'not_found' },
      ],
    })
    const view = await expectStatus(200, callApi('GET', `/upstream-accounts/${first.id}`))
    expect(view).toMatchObject({ priority: 7, draining: true, status: 'draining', poolIds: [pool] })
    expect(await expectStatus(200, callApi('GET', `/upstream-accounts/${second.id}`))).toMatchObject({ priority: 50 })
  })
})
