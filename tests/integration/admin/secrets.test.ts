import { TOTP } from 'otpauth'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credentialCommand } from '@/cli/commands/credential'
import { systemContext } from '@/lib/auth/actor-context'
import { decryptSecret } from '@/lib/crypto'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { logger, setLogLevel } from '@/lib/logger'
import { redeemCode } from '@/lib/redeem-codes'
import { toAccountConfig } from '@/lib/upstream-accounts'
import { enableTwoFactor, startTwoFactor } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { dumpDatabase } from '../../support/dump-database'
import { setTestEnvironment } from '../../support/test-environment'
import { startReceiver } from '../alerts/receiver'
import {
  type Answer,
  callApi,
  expectStatus,
  makePool,
  makeUser,
  testToken,
  uniqueName,
} from '../management-api/api-client'
import { type Fake, fakeServer } from '../upstream-accounts/fake-network'

const database = giveTestDatabase()
const secrets = {
  apiKey: 'sk-PLAINTEXT-credential-8214',
  clientSecret: 'PLAINTEXT-client-secret-3391',
  refreshToken: 'PLAINTEXT-refresh-7710',
  proxyPassword: 'PLAINTEXT-proxy-5527',
  accessToken: 'PLAINTEXT-access-1188',
  headerValue: 'PLAINTEXT-header-6642',
  webhookSecret: 'PLAINTEXT-webhook-secret-9075',
}
/** Made by the product while the test runs, each shown once. */
const made: string[] = []
const keyOne = `v1:${Buffer.alloc(32, 1).toString('base64')}`
const keyTwo = `v2:${Buffer.alloc(32, 2).toString('base64')}`
const leaks = (text: string) => [...Object.values(secrets), ...made].filter((secret) => text.includes(secret))
let upstream: Fake
let receiver: Awaited<ReturnType<typeof startReceiver>>
let logged = ''
const answers: string[] = []

beforeAll(async () => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken, CREDENTIAL_KEY: keyOne })
  upstream = await fakeServer(({ url, headers }) =>
    url.includes('/token')
      ? { status: 200, json: { access_token: secrets.accessToken, expires_in: 3_600 } }
      : { status: 401, json: { error: { message: `bad key ${headers.authorization ?? ''}` } } },
  )
  receiver = await startReceiver()
  setLogLevel('trace')
  const keepLine = (line: string) => {
    logged += line
  }
  Reflect.set(logger(), pino.symbols.streamSym, { write: keepLine })
})
afterAll(async () => {
  await upstream.close()
  await receiver.stop()
  await closePrisma()
  await closePool()
})

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await callApi(method, path, body === undefined ? {} : { body })
  answers.push(JSON.stringify(answer.body))
  return answer
}

/** A secret that only the first answer may tell: that one isn't looked at. */
async function shownOnce(
  path: string,
  body: unknown,
  read: (body: Answer['body']) => unknown,
): Promise<Answer['body']> {
  const headers = { 'idempotency-key': uniqueName('once') }
  const { body: first } = await callApi('POST', path, { body, headers })
  const secret = read(first)
  expect(secret).toMatch(/.{16}/)
  made.push(String(secret))
  const again = await callApi('POST', path, { body, headers })
  expect(again.body).toMatchObject({ alreadyShown: true })
  answers.push(JSON.stringify(again.body))
  return first
}

const proxyUrl = `http://user:${secrets.proxyPassword}@127.0.0.1:9`

async function plantAccounts(): Promise<string[]> {
  const common = { protocol: 'openai', baseUrl: upstream.url, headerOverrides: { 'x-gateway': secrets.headerValue } }
  const credential = { kind: 'api_key', apiKey: secrets.apiKey }
  const first = await call('POST', '/upstream-accounts', { ...common, name: uniqueName('key'), credential })
  await call('PATCH', `/upstream-accounts/${first.body['id']}`, { proxyUrl })
  await call('PATCH', `/upstream-accounts/${first.body['id']}`, { proxyUrl: null })
  const oauth = {
    ...{ kind: 'oauth_refresh_token', tokenUrl: `${upstream.url}/token`, clientId: 'client' },
    ...{ clientSecret: secrets.clientSecret, refreshToken: secrets.refreshToken },
  }
  const second = await call('POST', '/upstream-accounts', { ...common, name: uniqueName('oauth'), credential: oauth })
  for (const { body } of [first, second]) {
    await call('POST', `/upstream-accounts/${body['id']}/test`, { model: 'gpt' })
    await call('GET', `/upstream-accounts/${body['id']}/models`)
    await call('GET', `/upstream-accounts/${body['id']}`)
  }
  await call('PATCH', `/upstream-accounts/${second.body['id']}`, { proxyUrl })
  // What isn't right about a body is said without repeating its secrets.
  const extra = { ...credential, extra: secrets.apiKey }
  await call('POST', '/upstream-accounts', { ...common, name: '', credential: extra })
  await call('POST', '/upstream-accounts', {
    ...{ ...common, name: 'x', credential, proxyUrl: `ftp://${secrets.proxyPassword}` },
    headerOverrides: { 'x-gateway': `${secrets.headerValue}\n` },
  })
  return [String(first.body['id']), String(second.body['id'])]
}

async function plantRule(): Promise<void> {
  const rule = { name: uniqueName('rule'), metric: 'error_rate', operator: 'above', threshold: 99 }
  const webhook = { webhookUrl: receiver.url, webhookSecret: secrets.webhookSecret }
  const { body } = await call('POST', '/alert-rules', { ...rule, ...webhook })
  await call('PATCH', `/alert-rules/${body['id']}`, { webhookSecret: secrets.webhookSecret, webhookUrl: receiver.url })
  await call('POST', `/alert-rules/${body['id']}/test`)
  await call('GET', '/alert-rules')
  expect(receiver.received).toHaveLength(1)
  answers.push(JSON.stringify(receiver.received))
}

async function plantPerson(): Promise<string> {
  const userId = await makeUser()
  const ctx = systemContext('test')
  const { secret } = await startTwoFactor(ctx, userId)
  const { recoveryCodes } = await enableTwoFactor(ctx, userId, { code: new TOTP({ secret }).generate() })
  made.push(secret, ...recoveryCodes)
  const key = { name: 'key', poolId: await makePool() }
  const minted = await shownOnce(`/users/${userId}/api-keys`, key, (body) => body['key'])
  await shownOnce(`/api-keys/${minted['id']}/rotate`, { overlapSeconds: 60 }, (body) => body['key'])
  await shownOnce('/tokens', { name: 'token', scopes: ['users:read'] }, (body) => body['token'])
  const codes = { kind: 'credit', amountNanoUsd: '1000000000' }
  const codeOf = (body: Answer['body']) => (body['data'] as { code: string }[])[0]?.code
  await redeemCode(ctx, userId, String(codeOf(await shownOnce('/redeem-codes', codes, codeOf))))
  for (const path of [`/users/${userId}`, `/users/${userId}/api-keys`, '/tokens', '/redeem-codes']) {
    await call('GET', path)
  }
  return userId
}

async function rotate(): Promise<string> {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  expect(await credentialCommand.run(['rotate'], { environment: {}, directory: '.', out: say, err: say })).toBe(0)
  return lines[0] ?? ''
}

it('no secret is in the clear in the database, an answer or a log, and a new key re-encrypts all that can be read', async () => {
  const ids = await plantAccounts()
  await plantRule()
  const userId = await plantPerson()
  await call('GET', '/upstream-accounts')
  await call('GET', '/audit')
  const sent = upstream.seen.find((seen) => seen.headers.authorization === `Bearer ${secrets.accessToken}`)
  expect(sent?.headers['x-gateway']).toBe(secrets.headerValue)
  expect(made.length).toBeGreaterThan(14)
  expect(answers.flatMap(leaks)).toEqual([])
  expect(leaks(await dumpDatabase())).toEqual([])
  expect(logged).toContain('a request was refused')
  expect(leaks(logged)).toEqual([])

  // As an earlier version stored them.
  await prisma().upstreamAccount.updateMany({
    where: { id: ids[1] ?? '' },
    data: { headerOverrides: { 'x-gateway': secrets.headerValue } },
  })
  setTestEnvironment({ CREDENTIAL_KEY: `${keyTwo},${keyOne}` })
  expect(await rotate()).toMatch(/^2 upstream accounts, 1 two-factor secrets, 1 alert webhooks/)
  expect(await rotate()).toMatch(/^0 upstream accounts, 0 two-factor secrets, 0 alert webhooks/)
  // The old key may be taken out now.
  setTestEnvironment({ CREDENTIAL_KEY: keyTwo })
  const rows = await prisma().upstreamAccount.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })
  const configs = rows.map(toAccountConfig)
  const opened = await Promise.all(configs.map(async (config) => await config.secret()))
  expect(opened).toEqual([secrets.apiKey, secrets.accessToken])
  expect(configs.map((config) => config.headerOverrides['x-gateway'])).toEqual([
    secrets.headerValue,
    secrets.headerValue,
  ])
  expect(configs[1]?.proxyUrl).toBe(proxyUrl)
  const person = await prisma().user.findUniqueOrThrow({ where: { id: userId } })
  expect(made).toContain(decryptSecret(person.totpCipher ?? ''))
  const dumped = await dumpDatabase()
  expect(leaks(dumped)).toEqual([])
  expect(dumped).not.toContain('"v1:')
  await expectStatus(200, callApi('GET', `/upstream-accounts/${ids[0]}`))
})

it('a header’s value stays when its mask is sent back, and another’s mask is refused', async () => {
  const body = {
    ...{ name: uniqueName('headers'), protocol: 'openai', baseUrl: upstream.url },
    credential: { kind: 'api_key', apiKey: secrets.apiKey },
    headerOverrides: { 'x-one': 'first', 'x-two': 'second' },
  }
  const { id, headerOverrides } = await expectStatus(201, callApi('POST', '/upstream-accounts', { body }))
  const masks = headerOverrides as Record<string, string>
  expect(masks).toEqual({ 'x-one': expect.stringMatching(/^•••• /), 'x-two': expect.stringMatching(/^•••• /) })
  const change = { headerOverrides: { 'x-one': masks['x-one'], 'x-three': 'third = 3' } }
  await expectStatus(200, callApi('PATCH', `/upstream-accounts/${id}`, { body: change }))
  const stored = await prisma().upstreamAccount.findUniqueOrThrow({ where: { id: String(id) } })
  expect(toAccountConfig(stored).headerOverrides).toEqual({ 'x-one': 'first', 'x-three': 'third = 3' })
  const swapped = { headerOverrides: { 'x-three': masks['x-one'] } }
  const refused = await expectStatus(400, callApi('PATCH', `/upstream-accounts/${id}`, { body: swapped }))
  expect(refused['error']).toMatchObject({ fieldErrors: { headerOverrides: expect.stringContaining('x-three') } })
})
