import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { managementScopes } from '@/lib/auth'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makeUser, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

async function makeToken(scopes: readonly string[], token: string = testToken): Promise<string> {
  const body = { name: uniqueName('t'), scopes }
  return String((await expectStatus(201, callApi('POST', '/tokens', { body, token })))['token'])
}

describe('a management token', () => {
  it('makes tokens of its own scopes only', async () => {
    const token = await makeToken(['tokens:write', 'users:read'])
    await makeToken(['users:read'], token)
    const name = uniqueName('wide')
    const body = { name, scopes: ['users:read', 'credits:write'] }
    const refused = await callApi('POST', '/tokens', { body, token })
    expect(refused.status).toBe(403)
    expect(refused.body['error']).toMatchObject({ code: 'permission_denied' })
    expect(JSON.stringify(refused.body)).toContain('credits:write')
    expect(await prisma().managementToken.count({ where: { name } })).toBe(0)
    await makeToken(managementScopes, await makeToken(managementScopes))
  })

  it('that lacks a scope makes no staff and does not touch staff accounts', async () => {
    const token = await makeToken(['users:read', 'users:write'])
    const [customer, staff] = [await makeUser(), await makeUser({ role: 'viewer' })]
    const call = async (method: string, path: string, body?: unknown) =>
      (await callApi(method, path, { token, ...(body === undefined ? {} : { body }) })).status
    const email = `${uniqueName('u')}@example.com`
    expect(await call('POST', '/users', { email, role: 'support' })).toBe(403)
    expect(await call('POST', '/users', { email })).toBe(201)
    for (const role of ['viewer', 'support', 'admin', 'owner']) {
      expect(await call('PATCH', `/users/${customer}`, { role, version: 1 })).toBe(403)
    }
    expect(await call('PATCH', `/users/${staff}`, { password: 'a-long-new-password', version: 1 })).toBe(403)
    expect(await call('POST', `/users/${staff}/reset-two-factor`)).toBe(403)
    expect(await call('POST', `/users/${staff}/sign-out`)).toBe(403)
    expect(await call('PATCH', `/users/${customer}`, { concurrencyLimit: 2, role: 'customer', version: 1 })).toBe(200)
    const every = await makeToken(managementScopes)
    await expectStatus(
      200,
      callApi('PATCH', `/users/${customer}`, { token: every, body: { role: 'support', version: 2 } }),
    )
  })
})
