import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { logger, setLogLevel } from '@/lib/logger'
import { reencryptCredentials, toAccountConfig } from '@/lib/upstream-accounts'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { dumpDatabase } from '../../support/dump-database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, testToken, uniqueName } from '../management-api/api-client'
import { type Fake, fakeServer } from '../upstream-accounts/fake-network'

const database = giveTestDatabase()
const secrets = {
  apiKey: 'sk-PLAINTEXT-credential-8214',
  clientSecret: 'PLAINTEXT-client-secret-3391',
  refreshToken: 'PLAINTEXT-refresh-7710',
  proxyPassword: 'PLAINTEXT-proxy-5527',
  accessToken: 'PLAINTEXT-access-1188',
}
const keyOne = `v1:${Buffer.alloc(32, 1).toString('base64')}`
const keyTwo = `v2:${Buffer.alloc(32, 2).toString('base64')}`
const leaks = (text: string) => Object.values(secrets).filter((secret) => text.includes(secret))
let upstream: Fake
let logged = ''

beforeAll(async () => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken, CREDENTIAL_KEY: keyOne })
  upstream = await fakeServer(({ url, headers }) =>
    url.includes('/token')
      ? { status: 200, json: { access_token: secrets.accessToken, expires_in: 3_600 } }
      : { status: 401, json: { error: { message: `bad key ${headers.authorization ?? ''}` } } },
  )
  setLogLevel('trace')
  const keepLine = (line: string) => {
    logged += line
  }
  Reflect.set(logger(), pino.symbols.streamSym, { write: keepLine })
})
afterAll(async () => {
  await upstream.close()
  await closePrisma()
  await closePool()
})

it('credentials are nowhere in the clear, and a new key re-encrypts them all', async () => {
  const answers: string[] = []
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await callApi(method, path, body === undefined ? {} : { body })
    answers.push(JSON.stringify(answer.body))
    return answer
  }
  const common = { protocol: 'openai', baseUrl: upstream.url }
  const proxyUrl = `http://user:${secrets.proxyPassword}@127.0.0.1:9`
  const credential = { kind: 'api_key', apiKey: secrets.apiKey }
  const first = await call('POST', '/upstream-accounts', { ...common, name: uniqueName('key'), credential })
  await call('PATCH', `/upstream-accounts/${first.body['id']}`, { proxyUrl })
  await call('PATCH', `/upstream-accounts/${first.body['id']}`, { proxyUrl: null })
  const oauth = {
    kind: 'oauth_refresh_token',
    tokenUrl: `${upstream.url}/token`,
    clientId: 'client',
    clientSecret: secrets.clientSecret,
    refreshToken: secrets.refreshToken,
  }
  const second = await call('POST', '/upstream-accounts', { ...common, name: uniqueName('oauth'), credential: oauth })
  for (const { body } of [first, second]) {
    await call('POST', `/upstream-accounts/${body['id']}/test`, { model: 'gpt' })
    await call('GET', `/upstream-accounts/${body['id']}/models`)
    await call('GET', `/upstream-accounts/${body['id']}`)
  }
  await call('PATCH', `/upstream-accounts/${second.body['id']}`, { proxyUrl })
  // What isn't right about a body is said without repeating its secrets.
  await call('POST', '/upstream-accounts', {
    ...common,
    name: '',
    credential: { ...credential, extra: secrets.apiKey },
  })
  await call('POST', '/upstream-accounts', {
    ...common,
    name: 'x',
    proxyUrl: `ftp://${secrets.proxyPassword}`,
    credential,
  })
  await call('GET', '/upstream-accounts')
  await call('GET', '/audit')
  expect(upstream.seen.some((seen) => seen.headers.authorization === `Bearer ${secrets.accessToken}`)).toBe(true)
  expect(answers.flatMap(leaks)).toEqual([])
  expect(leaks(await dumpDatabase())).toEqual([])
  expect(logged).toContain('a request was refused')
  expect(leaks(logged)).toEqual([])

  const ids = [String(first.body['id']), String(second.body['id'])]
  setTestEnvironment({ CREDENTIAL_KEY: `${keyTwo},${keyOne}` })
  expect(await reencryptCredentials()).toBe(2)
  expect(await reencryptCredentials()).toBe(0)
  // The old key may be taken out now.
  setTestEnvironment({ CREDENTIAL_KEY: keyTwo })
  const rows = await prisma().upstreamAccount.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })
  expect(rows.map((row) => row.credentialCipher.slice(0, 3))).toEqual(['v2:', 'v2:'])
  const configs = rows.map(toAccountConfig)
  expect(await Promise.all(configs.map(async (config) => await config.secret()))).toEqual([
    secrets.apiKey,
    secrets.accessToken,
  ])
  expect(configs[1]?.proxyUrl).toBe(proxyUrl)
  expect(leaks(await dumpDatabase())).toEqual([])
  await expectStatus(200, callApi('GET', `/upstream-accounts/${ids[0]}`))
})
