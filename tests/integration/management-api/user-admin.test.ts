import { afterAll, beforeAll, expect, it } from 'vitest'
import { listUsablePools } from '@/lib/account-pools'
import { createSession, findSessionUser } from '@/lib/auth/sessions'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma } from '@/lib/db/prisma'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makePool, makeUser, testToken } from './api-client'

const database = giveTestDatabase()

beforeAll(() => setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken }))
afterAll(async () => {
  await closePrisma()
  await closePool()
})

it('a private pool is open to a person only while they were let into it, and each change is audited', async () => {
  const userId = await makeUser()
  const poolId = await makePool({ visibility: 'private' })
  const isOpen = async () => (await listUsablePools(userId)).some((pool) => pool.id === poolId)
  expect(await isOpen()).toBe(false)
  const put = async (poolIds: string[]) =>
    await expectStatus(200, callApi('PUT', `/users/${userId}/pools`, { body: { poolIds } }))
  expect(await put([poolId])).toEqual({ poolIds: [poolId] })
  expect(await isOpen()).toBe(true)
  expect(await put([])).toEqual({ poolIds: [] })
  expect(await isOpen()).toBe(false)
  const audit = await expectStatus(200, callApi('GET', `/audit?subjectId=${poolId}&action=account_pool.access`))
  expect(audit['data']).toMatchObject([
    { before: { userIds: [userId] }, after: { userIds: [] } },
    { before: { userIds: [] }, after: { userIds: [userId] } },
  ])
  expect((await callApi('PUT', `/users/${userId}/pools`, { body: { poolIds: ['pool_nobody'] } })).status).toBe(400)
  expect((await callApi('GET', '/users/usr_nobody/pools')).status).toBe(404)
})

it('a person is signed out everywhere, and their second factor is turned off', async () => {
  const userId = await makeUser()
  const sessionId = await createSession({ userId, userAgent: '', address: '', days: 1 })
  expect(await findSessionUser(sessionId)).toMatchObject({ id: userId })
  expect(await expectStatus(200, callApi('POST', `/users/${userId}/sign-out`))).toEqual({ ended: 1 })
  await expect.poll(async () => await findSessionUser(sessionId)).toBeNull()
  expect(await expectStatus(200, callApi('POST', `/users/${userId}/reset-two-factor`))).toEqual({ disabled: true })
  expect(await expectStatus(200, callApi('GET', `/users/${userId}`))).toMatchObject({ twoFactor: false })
})
