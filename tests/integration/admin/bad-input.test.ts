import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setUserPools } from '@/lib/account-pools'
import { updateAlertEvent } from '@/lib/alerts'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { Ending } from '@/lib/ending'
import { createId } from '@/lib/ids'
import { allRoutes } from '@/lib/management-api'
import { closeSlots, slots } from '@/lib/slots'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makePool, makeUser, testToken, uniqueName } from '../management-api/api-client'

const database = giveTestDatabase()
const ctx = systemContext('test')
const megabyte = 1_048_576

beforeAll(() => {
  setTestEnvironment({
    ...{ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken },
    UPSTREAM_ALLOWED_PRIVATE_HOSTS: undefined,
  })
})
afterAll(async () => {
  await closeSlots()
  await closePrisma()
  await closePool()
})

const account = (fields: Record<string, unknown> = {}) => ({
  ...{ name: uniqueName('account'), protocol: 'openai', baseUrl: 'https://upstream.example' },
  credential: { kind: 'api_key', apiKey: 'sk-x' },
  ...fields,
})
const plan = (fields: Record<string, unknown> = {}) => ({
  ...{ name: uniqueName('plan'), priceNanoUsd: '10000000000', allowanceMonthNanoUsd: '1000000000' },
  ...fields,
})
const make = async (path: string, body: unknown) =>
  String((await expectStatus(201, callApi('POST', path, { body })))['id'])

async function runOn(accountId: string, poolId: string): Promise<() => Promise<void>> {
  const taken = await slots().acquireAccountSlot(
    {
      ...{ requestId: createId('request'), userId: createId('user'), weight: 1, poolId, shard: 's0', sessionKey: null },
      candidates: () => [{ accountId, limit: 10, priority: 1, upstreamModel: 'm' }],
      ...{ maxWaiting: 10, waitTimeoutMs: 5_000, stickyPatienceMs: 0, stickyTtlMs: 1_000 },
    },
    new Ending(),
  )
  if (taken.kind !== 'acquired') throw new Error(taken.kind)
  return async () => await taken.lease.release()
}

describe('what is in use', () => {
  it('an account on which calls run can go once it takes no new ones, and they are counted until they end', async () => {
    const poolId = await makePool()
    const id = await make('/upstream-accounts', account({ poolIds: [poolId] }))
    const end = await runOn(id, poolId)
    const refused = await expectStatus(409, callApi('DELETE', `/upstream-accounts/${id}`))
    expect(refused['error']).toMatchObject({ message: '1 call runs on this account. Drain or disable it first.' })
    const draining = await expectStatus(200, callApi('PATCH', `/upstream-accounts/${id}`, { body: { draining: true } }))
    expect(draining).toMatchObject({ status: 'draining' })
    const running = async () => (await expectStatus(200, callApi('GET', `/upstream-accounts/${id}`)))['running']
    expect(await running()).toBe(1)
    await end()
    await expect.poll(running, { timeout: 20_000 }).toBe(0)
    const endSecond = await runOn(id, poolId)
    await expectStatus(200, callApi('DELETE', `/upstream-accounts/${id}`))
    await endSecond()
    expect((await callApi('GET', `/upstream-accounts/${id}`)).status).toBe(404)
  })

  it('a pool that a plan opens stays until the plan is neither sold nor held', async () => {
    const poolId = await makePool({ visibility: 'plan' })
    const name = uniqueName('opens')
    const planId = await make('/plans', plan({ name, poolIds: [poolId] }))
    const remove = async () => await callApi('DELETE', `/account-pools/${poolId}`)
    const refused = await remove()
    expect(refused).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining(name) } } })
    const userId = await makeUser()
    const sold = { planId, periodEnd: new Date(Date.now() + 86_400_000).toISOString() }
    const subscriptionId = await make(`/users/${userId}/subscriptions`, sold)
    await expectStatus(200, callApi('PATCH', `/plans/${planId}`, { body: { forSale: false } }))
    expect((await remove()).status).toBe(409)
    await expectStatus(200, callApi('POST', `/subscriptions/${subscriptionId}/cancel`, { body: { immediately: true } }))
    expect((await remove()).status).toBe(200)
  })

  it('plans, models, prices, customers and keys are ended, never deleted: nothing that a receipt names goes away', () => {
    const deletes = allRoutes.map(({ description }) => description).filter(({ method }) => method === 'DELETE')
    expect(deletes.map(({ path }) => path.replace('/api/admin/v1', '')).sort()).toEqual([
      '/account-pools/{poolId}',
      '/alert-rules/{ruleId}',
      '/tokens/{tokenId}',
      '/upstream-accounts/{accountId}',
      '/upstream-accounts/{accountId}/cost-prices/{model}',
    ])
  })
})

describe('two admins who edit one thing', () => {
  const rule = { name: 'rule', metric: 'disk_free', operator: 'below', threshold: 5, notifyMail: false }
  const kinds: [string, string, () => unknown, Record<string, unknown>, Record<string, unknown>][] = [
    ['an upstream account', '/upstream-accounts', account, { priority: 1 }, { priority: 2 }],
    ['a pool', '/account-pools', () => ({ name: uniqueName('pool') }), { maxWaiting: 1 }, { maxWaiting: 2 }],
    ['a plan', '/plans', plan, { description: 'one' }, { description: 'two' }],
    ['a customer', '/users', () => ({ email: `${uniqueName('u')}@example.com` }), { name: 'one' }, { name: 'two' }],
    ['an announcement', '/announcements', () => ({ title: 't', body: 'b' }), { title: 'one' }, { title: 'two' }],
    ['an alert rule', '/alert-rules', () => ({ ...rule, name: uniqueName('r') }), { threshold: 1 }, { threshold: 2 }],
  ]
  it.each(kinds)('%s: the second hears of it and overwrites nothing', async (_kind, path, body, first, second) => {
    const made = await expectStatus(201, callApi('POST', path, { body: body() }))
    const { id, version } = made
    await expectStatus(200, callApi('PATCH', `${path}/${id}`, { body: { ...first, version } }))
    const late = await expectStatus(409, callApi('PATCH', `${path}/${id}`, { body: { ...second, version } }))
    expect(late['error']).toMatchObject({ code: 'conflict', message: expect.stringContaining('Someone else changed') })
    const list = await expectStatus(200, callApi('GET', `${path}?limit=500`))
    const rows = list['data'] as Record<string, unknown>[]
    expect(rows.find((row) => row['id'] === id)).toMatchObject(first)
  })

  it('a price: only one version is made from the one both saw', async () => {
    const model = uniqueName('model')
    const put = async (amount: string, basedOn: unknown) => {
      const body = { inputNanoUsdPerMillion: amount, outputNanoUsdPerMillion: '0', basedOn }
      return await callApi('PUT', `/model-prices/${model}`, { body })
    }
    const first = await expectStatus(200, put('1', null))
    const again = await put('2', null)
    expect(again).toMatchObject({ status: 409, body: { error: { fieldErrors: { model: expect.any(String) } } } })
    const answers = await Promise.all(['3', '4', '5'].map(async (amount) => await put(amount, first['id'])))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const versions = await expectStatus(200, callApi('GET', `/model-prices/${model}`))
    expect(versions['data']).toHaveLength(2)
  })

  it('a customer’s pools and an incident’s text', async () => {
    const userId = await makeUser()
    const [one, two] = [await makePool({ visibility: 'private' }), await makePool({ visibility: 'private' })]
    await setUserPools(ctx, userId, [one], [])
    await expect(setUserPools(ctx, userId, [two], [])).rejects.toMatchObject({ code: 'conflict' })
    expect((await expectStatus(200, callApi('GET', `/users/${userId}/pools`)))['poolIds']).toEqual([one])
    const ruleId = await make('/alert-rules', { ...rule, name: uniqueName('r') })
    const at = new Date()
    const event = await prisma().alertEvent.create({
      data: { id: createId('alertEvent'), ruleId, label: '', value: 1, lastValue: 1, firedAt: at },
    })
    const expected = { incidentTitle: null, incidentText: null }
    await updateAlertEvent(ctx, event.id, { incidentTitle: 'Slow', expected })
    const late = updateAlertEvent(ctx, event.id, { incidentTitle: 'Fast', expected })
    await expect(late).rejects.toMatchObject({ code: 'conflict' })
    expect(await prisma().alertEvent.findUnique({ where: { id: event.id } })).toMatchObject({ incidentTitle: 'Slow' })
  })
})

describe('an import that never ends', () => {
  const imports = ['/model-prices/import', '/upstream-accounts/acct_x/usage-imports']

  async function send(path: string, headers: Record<string, string>): Promise<{ status: number; pulled: number }> {
    const chunk = new Uint8Array(megabyte).fill(32)
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(chunk)
          if (pulled === 1_024) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const route = allRoutes.find(({ description }) => {
      const pattern = description.path.replace('{accountId}', 'acct_x')
      return description.method === 'POST' && pattern === `/api/admin/v1${path}`
    })
    const request = new Request(`http://turnpike.test/api/admin/v1${path}`, {
      ...{ method: 'POST', body, duplex: 'half' },
      headers: { authorization: `Bearer ${testToken}`, ...headers },
    })
    const response = await route?.(request, { params: Promise.resolve({ accountId: 'acct_x' }) })
    return { status: response?.status ?? 0, pulled }
  }

  it.each(imports)('%s of 1 GB is refused before its first byte, or as soon as it is too much', async (path) => {
    expect(await send(path, { 'content-length': String(1_024 * megabyte) })).toEqual({ status: 413, pulled: 0 })
    const unannounced = await send(path, {})
    expect(unannounced.status).toBe(413)
    // What is held is what is allowed, however long it goes on.
    expect(unannounced.pulled).toBeLessThan(50)
    const stranger = await send(path, { authorization: 'Bearer tpm-of-nobody' })
    expect(stranger).toEqual({ status: 401, pulled: 0 })
  })
})

describe('a base URL', () => {
  it.each([
    ['with a password in it', 'https://user:hunter2@upstream.example'],
    ['of the cloud’s metadata', 'http://169.254.169.254/latest/meta-data'],
    ['of the metadata in another spelling', 'http://[::ffff:a9fe:a9fe]/v1'],
    ['of this machine by a name', 'http://localhost./v1'],
    ['of this machine', 'http://127.0.0.1:5432'],
  ])('%s is refused, in words without its secret', async (_kind, baseUrl) => {
    setTestEnvironment({ DATABASE_URL: database.url, SIGN_UP: 'closed' })
    try {
      const made = await callApi('POST', '/upstream-accounts', { body: account({ baseUrl }) })
      expect(made.status).toBe(400)
      expect(JSON.stringify(made.body)).not.toContain('hunter2')
    } finally {
      setTestEnvironment({ DATABASE_URL: undefined, SIGN_UP: undefined })
    }
  })
})
