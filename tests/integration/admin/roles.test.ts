import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { managementScopes } from '@/lib/auth/scopes'
import { sessionCookieName } from '@/lib/auth/session-token'
import { createSession } from '@/lib/auth/sessions'
import type { StaffRole, UserRole } from '@/lib/auth/types'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { env } from '@/lib/env'
import { allRoutes } from '@/lib/management-api'
import { createManagementToken } from '@/lib/management-tokens'
import { updateSettings } from '@/lib/settings'
import { createUpstreamAccount, createUpstreamAccountInput, updateUpstreamAccount } from '@/lib/upstream-accounts'
import { createUser, creditUser, resetTwoFactor, startViewAs, updateUser } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, testToken, uniqueName } from '../management-api/api-client'

const jar = vi.hoisted(() => new Map<string, string>())
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
    delete: ({ name }: { name: string }) => jar.delete(name),
  }),
  headers: async () => new Headers({ 'user-agent': 'test' }),
}))

const database = giveTestDatabase()
const system = systemContext('test')
const roles: readonly UserRole[] = ['customer', 'viewer', 'support', 'admin', 'owner']

/** What takes less, or more, than an admin; a new action is an admin's until it is named here. */
const leastRoles: Readonly<Record<string, StaffRole>> = {
  moveCredit: 'support',
  viewAs: 'support',
  previewBaseUrl: 'viewer',
  previewMetric: 'viewer',
  createToken: 'owner',
  revokeToken: 'owner',
}

type Action = (input: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
const files = import.meta.glob<Record<string, Action>>('/app/admin/**/*actions.ts')

const actorOf = (id: string, role: StaffRole) => ({
  actor: { kind: 'admin' as const, userId: id, role },
  address: '',
  requestId: '',
})

async function person(role: UserRole): Promise<string> {
  return (await createUser(system, { email: `${uniqueName(role)}@example.com`, role })).id
}

async function signInAs(userId: string): Promise<void> {
  const sessionId = await createSession({ userId, userAgent: '', address: '', days: 1 })
  jar.clear()
  jar.set(sessionCookieName(), await encode({ token: { sessionId }, secret: env().NEXTAUTH_SECRET }))
}

const loaded: [file: string, actions: Record<string, Action>][] = []

beforeAll(async () => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
  for (const [file, load] of Object.entries(files)) loaded.push([file, await load()])
}, 180_000)
afterAll(async () => {
  await closePrisma()
  await closePool()
})

describe('every action of the panel', () => {
  it.each(roles)('is refused or taken from a %s as its role says', async (role) => {
    await signInAs(await person(role))
    const wrong: string[] = []
    let seen = 0
    for (const [file, actions] of loaded) {
      for (const [name, action] of Object.entries(actions)) {
        seen++
        // Nothing that is right: whoever may act hears what is wrong with it, whoever may not hears only that.
        const result = await action('nothing of the sort')
        const least = leastRoles[name] ?? 'admin'
        const expected =
          role === 'customer'
            ? 'not_found'
            : roles.indexOf(role) < roles.indexOf(least)
              ? 'permission_denied'
              : 'invalid_request'
        if (result.error?.code !== expected) wrong.push(`${file} ${name}: ${result.error?.code}, not ${expected}`)
      }
    }
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(25)
  })
})

describe('every route of the management API', () => {
  it('needs its own scope, and nothing but it', async () => {
    const token = async (scopes: readonly (typeof managementScopes)[number][]) =>
      (await createManagementToken(system, { name: uniqueName('t'), scopes: [...scopes] })).token
    const wrong: string[] = []
    for (const scope of managementScopes) {
      const [only, without] = [await token([scope]), await token(managementScopes.filter((each) => each !== scope))]
      const routes = allRoutes.filter((route) => route.description.scope === scope)
      for (const { method, path } of routes.map((route) => route.description)) {
        const url = path.replace('/api/admin/v1', '').replaceAll(/\{\w+\}/g, 'nobody')
        const body = method === 'GET' ? {} : { body: { nothing: 'of the sort' } }
        const refused = await callApi(method, url, { ...body, token: without })
        if (refused.status !== 403) wrong.push(`${method} ${path} without ${scope}: ${refused.status}`)
        const taken = await callApi(method, url, { ...body, token: only })
        if (taken.status === 403 || taken.status === 401 || taken.status >= 500)
          wrong.push(`${method} ${path}: ${taken.status}`)
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)
})

describe('the verbs themselves', () => {
  it('refuse a change that the role does not allow, whoever calls them, and keep nothing of it', async () => {
    const customer = await person('customer')
    for (const role of ['viewer', 'support'] as const) {
      const ctx = actorOf(await person(role), role)
      const denied = { code: 'permission_denied' }
      await expect(updateUser(ctx, customer, { status: 'suspended' })).rejects.toMatchObject(denied)
      await expect(resetTwoFactor(ctx, customer)).rejects.toMatchObject(denied)
      await expect(updateSettings(ctx, { brandName: 'Theirs' })).rejects.toMatchObject(denied)
      await expect(createManagementToken(ctx, { name: 'x', scopes: ['users:read'] })).rejects.toMatchObject(denied)
    }
    expect(await prisma().user.findUnique({ where: { id: customer } })).toMatchObject({ status: 'active', version: 1 })
    expect(await prisma().setting.findUnique({ where: { name: 'brandName' } })).toBeNull()
  })

  it('let nobody but an owner near another admin, or hand out admin roles', async () => {
    const [owner, admin, other, customer] = await Promise.all([
      person('owner'),
      person('admin'),
      person('admin'),
      person('customer'),
    ])
    const ctx = actorOf(admin, 'admin')
    const denied = { code: 'permission_denied' }
    await expect(updateUser(ctx, owner, { password: 'taken over now' })).rejects.toMatchObject(denied)
    await expect(resetTwoFactor(ctx, other)).rejects.toMatchObject(denied)
    await expect(updateUser(ctx, customer, { role: 'owner' })).rejects.toMatchObject(denied)
    await expect(createUser(ctx, { email: `${uniqueName('o')}@example.com`, role: 'admin' })).rejects.toMatchObject(
      denied,
    )
    expect(await updateUser(ctx, customer, { role: 'support' })).toMatchObject({ role: 'support' })
    expect(await updateUser(actorOf(owner, 'owner'), other, { role: 'viewer' })).toMatchObject({ role: 'viewer' })
  })

  it('let support give credit up to the daily limit, also when credits come together, and take none back', async () => {
    const [support, customer] = await Promise.all([person('support'), person('customer')])
    const ctx = actorOf(support, 'support')
    await updateSettings(system, { supportCreditLimitNanoUsd: '10000000000' })
    const give = async (usd: bigint) =>
      await creditUser(ctx, customer, { amountNanoUsd: usd * 1_000_000_000n, reason: 'sorry' })
    const results = await Promise.allSettled(Array.from({ length: 6 }, async () => await give(3n)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(3)
    await expect(give(2n)).rejects.toMatchObject({ code: 'permission_denied' })
    expect(await give(1n)).toMatchObject({ balanceNanoUsd: '10000000000' })
    await expect(give(-1n)).rejects.toMatchObject({ code: 'permission_denied' })
  })

  it('let staff look at customers only, and refuse every change while they look', async () => {
    const [support, customer, admin] = await Promise.all([person('support'), person('customer'), person('admin')])
    await expect(startViewAs(actorOf(support, 'support'), admin, '')).rejects.toMatchObject({ code: 'conflict' })
    await expect(startViewAs(actorOf(support, 'viewer'), customer, '')).rejects.toMatchObject({
      code: 'permission_denied',
    })
    const viewed = { ...system, actor: { kind: 'customer' as const, userId: customer, viewedBy: support } }
    await expect(updateUser(viewed, customer, { name: 'Mine now' })).rejects.toMatchObject({
      code: 'permission_denied',
    })
    expect(await prisma().user.findUnique({ where: { id: customer } })).toMatchObject({ name: '' })
  })
})

describe('two admins who edit one thing', () => {
  it('don’t overwrite each other: the second hears of it, and the first one’s change stays', async () => {
    const customer = await person('customer')
    const credential = { kind: 'api_key', apiKey: 'sk-x' }
    const input = { name: uniqueName('a'), protocol: 'openai', baseUrl: 'https://upstream.example', credential }
    const account = await createUpstreamAccount(system, createUpstreamAccountInput.parse(input))
    await updateUpstreamAccount(system, account.id, { priority: 1, version: account.version })
    await updateUser(system, customer, { concurrencyLimit: 1, version: 1 })
    await updateSettings(system, { maxTopUpNanoUsd: '100000000000' })
    const conflict = { code: 'conflict' }
    await expect(
      updateUpstreamAccount(system, account.id, { priority: 2, version: account.version }),
    ).rejects.toMatchObject(conflict)
    await expect(updateUser(system, customer, { concurrencyLimit: 2, version: 1 })).rejects.toMatchObject(conflict)
    const second = updateSettings(system, { maxTopUpNanoUsd: '7000000000' }, { maxTopUpNanoUsd: '5000000000000' })
    await expect(second).rejects.toMatchObject(conflict)
    expect(await prisma().upstreamAccount.findUnique({ where: { id: account.id } })).toMatchObject({ priority: 1 })
    expect(await prisma().user.findUnique({ where: { id: customer } })).toMatchObject({ concurrencyLimit: 1 })
    expect(await prisma().setting.findUnique({ where: { name: 'maxTopUpNanoUsd' } })).toMatchObject({
      value: '100000000000',
    })
  })

  it('can’t delete a pool that keys use, nor store an address with credentials in it', async () => {
    const customer = await person('customer')
    const pool = await callApi('POST', '/account-pools', { body: { name: uniqueName('pool') } })
    const body = { name: 'k', poolId: pool.body['id'] }
    expect((await callApi('POST', `/users/${customer}/api-keys`, { body })).status).toBe(201)
    expect((await callApi('DELETE', `/account-pools/${pool.body['id']}`)).status).toBe(409)
    const credential = { kind: 'api_key', apiKey: 'sk-x' }
    const account = {
      name: uniqueName('a'),
      protocol: 'openai',
      baseUrl: 'https://user:secret@upstream.example',
      credential,
    }
    const refused = await callApi('POST', '/upstream-accounts', { body: account })
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).not.toContain('user:secret')
  })
})
