import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAccountPool, poolConfig } from '@/lib/account-pools'
import {
  checkKey,
  checkOwnKey,
  createKeySecret,
  flushLastUsed,
  mintApiKey,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from '@/lib/api-keys'
import type { ActorContext } from '@/lib/auth'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { pool as databasePool } from '@/lib/db/pg'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { dropProcessState } from '@/lib/process-state'
import { updateSettings } from '@/lib/settings'
import { createUpstreamAccount, reencryptCredentials, updateUpstreamAccount } from '@/lib/upstream-accounts'
import { createUser, updateUser } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

giveTestDatabase()
const ctx = systemContext('test')
const address = '203.0.113.7'
let counter = 0

async function makeKey(fields: object = {}) {
  counter += 1
  const user = await createUser(ctx, { email: `k${counter}@example.com` })
  const pool = await createAccountPool(ctx, { name: `pool-${counter}` })
  const minted = await mintApiKey(ctx, user.id, { name: 'k', poolId: pool.id, ...fields })
  return { userId: user.id, poolId: pool.id, keyId: minted.id, secret: minted.key }
}

const codeOf = (check: Awaited<ReturnType<typeof checkKey>>) => (check.kind === 'refused' ? check.code : check.kind)

const looksIn = (statements: { mock: { calls: unknown[][] } }) =>
  statements.mock.calls.filter(([text]) => String(text).includes('FROM api_keys')).length

beforeEach(() => dropProcessState('bad-keys'))

beforeAll(async () => {
  await prisma().$connect()
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

describe('checkKey', () => {
  it('allows a known key and tells its user, pool and limits', async () => {
    const { userId, poolId, keyId, secret } = await makeKey({ concurrencyLimit: 2, allowedModels: ['gpt-*'] })
    const check = await checkKey(secret, address)
    expect(check).toMatchObject({
      kind: 'allowed',
      access: { keyId, userId, poolId, keyConcurrencyLimit: 2, userConcurrencyLimit: 5, allowedModels: ['gpt-*'] },
    })
  })

  it('has a code of its own for a missing, malformed, mistyped and unknown key', async () => {
    const secret = createKeySecret()
    const last = secret.endsWith('0') ? '1' : '0'
    expect(codeOf(await checkKey(null, address))).toBe('key_missing')
    expect(codeOf(await checkKey('sk-something', address))).toBe('key_malformed')
    expect(codeOf(await checkKey(`${secret.slice(0, -1)}${last}`, address))).toBe('key_malformed')
    expect(codeOf(await checkKey(secret, address))).toBe('key_unknown')
  })

  it('refuses a revoked, disabled, expired key and a suspended user from the next call on', async () => {
    const revoked = await makeKey()
    expect(codeOf(await checkKey(revoked.secret, address))).toBe('allowed')
    await revokeApiKey(ctx, revoked.keyId)
    expect(codeOf(await checkKey(revoked.secret, address))).toBe('key_revoked')

    const disabled = await makeKey()
    await updateApiKey(ctx, disabled.keyId, { disabled: true })
    expect(codeOf(await checkKey(disabled.secret, address))).toBe('key_revoked')
    await updateApiKey(ctx, disabled.keyId, { disabled: false })
    expect(codeOf(await checkKey(disabled.secret, address))).toBe('allowed')

    const expired = await makeKey()
    await updateApiKey(ctx, expired.keyId, { expiresAt: new Date(Date.now() - 1) })
    expect(codeOf(await checkKey(expired.secret, address))).toBe('key_expired')

    const suspended = await makeKey()
    expect(codeOf(await checkKey(suspended.secret, address))).toBe('allowed')
    await updateUser(ctx, suspended.userId, { status: 'suspended' })
    expect(codeOf(await checkKey(suspended.secret, address))).toBe('user_suspended')
  })

  it('lets the old secret of a rotated key work until the overlap ends, and no longer', async () => {
    const { keyId, secret } = await makeKey()
    const rotated = await rotateApiKey(ctx, keyId, { overlapSeconds: 60 })
    expect(codeOf(await checkKey(secret, address))).toBe('allowed')
    expect(codeOf(await checkKey(rotated.key, address))).toBe('allowed')
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000)
    try {
      expect(codeOf(await checkKey(secret, address))).toBe('key_expired')
      expect(codeOf(await checkKey(rotated.key, address))).toBe('allowed')
    } finally {
      later.mockRestore()
    }
    const atOnce = await rotateApiKey(ctx, keyId, { overlapSeconds: 0 })
    expect(codeOf(await checkKey(rotated.key, address))).toBe('key_unknown')
    expect(codeOf(await checkKey(atOnce.key, address))).toBe('allowed')
  })

  it('holds callers against the address lists, IPv4, IPv6 and mapped ones, deny before allow', async () => {
    const { secret } = await makeKey({ ipAllow: ['203.0.113.0/24', '2001:db8::/32'], ipDeny: ['203.0.113.66'] })
    expect(codeOf(await checkKey(secret, '203.0.113.7'))).toBe('allowed')
    expect(codeOf(await checkKey(secret, '::ffff:203.0.113.7'))).toBe('allowed')
    expect(codeOf(await checkKey(secret, '2001:db8:1::1'))).toBe('allowed')
    expect(codeOf(await checkKey(secret, '203.0.113.66'))).toBe('address_not_allowed')
    expect(codeOf(await checkKey(secret, '198.51.100.1'))).toBe('address_not_allowed')
    expect(codeOf(await checkKey(secret, ''))).toBe('address_not_allowed')
  })

  it('looks a key up once for many simultaneous calls, and not at all for cached ones', async () => {
    const { secret } = await makeKey()
    const statements = vi.spyOn(databasePool(), 'query')
    try {
      const checks = await Promise.all(Array.from({ length: 50 }, () => checkKey(secret, address)))
      expect(checks.every((check) => check.kind === 'allowed')).toBe(true)
      await checkKey(secret, address)
      expect(looksIn(statements)).toBe(1)
    } finally {
      statements.mockRestore()
    }
  })

  it('blocks an address after 120 bad keys without a look-up, but not a known key from it', async () => {
    const { secret } = await makeKey()
    const bad = '198.51.100.9'
    await checkKey(secret, bad)
    for (let i = 0; i < 120; i++) await checkKey(createKeySecret(), bad)
    const statements = vi.spyOn(databasePool(), 'query')
    try {
      const check = await checkKey(createKeySecret(), bad)
      expect(check).toMatchObject({ kind: 'blocked' })
      expect(check.kind === 'blocked' && check.retryAfterMs).toBeLessThanOrEqual(60_000)
      expect(codeOf(await checkKey(secret, bad))).toBe('allowed')
      expect(looksIn(statements)).toBe(0)
    } finally {
      statements.mockRestore()
    }
    expect(codeOf(await checkKey(createKeySecret(), '198.51.100.10'))).toBe('key_unknown')
  })

  it('counts a whole IPv6 /64 as one, and never blocks a private address that may be an unnamed proxy', async () => {
    await updateSettings(ctx, { badKeyLimit: 3 })
    for (let i = 0; i < 3; i++) await checkKey('tp-bad', `2001:db8:0:1::${i + 1}`)
    expect(codeOf(await checkKey('tp-bad', '2001:db8:0:1:ffff::9'))).toBe('blocked')
    expect(codeOf(await checkKey('tp-bad', '2001:db8:0:2::1'))).toBe('key_malformed')
    for (let i = 0; i < 5; i++) expect(codeOf(await checkKey('tp-bad', '10.0.0.1'))).toBe('key_malformed')
    setTestEnvironment({ TRUSTED_PROXIES: '10.9.9.9' })
    for (let i = 0; i < 3; i++) await checkKey('tp-bad', '10.0.0.1')
    expect(codeOf(await checkKey('tp-bad', '10.0.0.1'))).toBe('blocked')
    setTestEnvironment({ TRUSTED_PROXIES: undefined })
    await updateSettings(ctx, { badKeyLimit: null })
  })

  it('writes last-used in one batch, off the call', async () => {
    const { keyId, secret } = await makeKey()
    await checkKey(secret, address)
    await flushLastUsed()
    expect((await prisma().apiKey.findUniqueOrThrow({ where: { id: keyId } })).lastUsedAt).not.toBeNull()
  })

  it('finds keys of an older pepper after the pepper was rotated', async () => {
    const { secret } = await makeKey()
    const old = 'v1:test-pepper-test-pepper-test-pepper-test'
    setTestEnvironment({ KEY_PEPPER: `v2:another-pepper-another-pepper-another,${old}` })
    expect(codeOf(await checkKey(secret, address))).toBe('allowed')
    setTestEnvironment({ KEY_PEPPER: 'v2:another-pepper-another-pepper-another' })
    dropProcessState('key-cache')
    expect(codeOf(await checkKey(secret, address))).toBe('key_unknown')
    setTestEnvironment({ KEY_PEPPER: old })
  })
})

describe('another customer’s keys', () => {
  it('are the same not_found to read, change, rotate or revoke, and can’t be minted for them', async () => {
    const victim = await makeKey()
    const thief = await makeKey()
    const stranger: ActorContext = { actor: { kind: 'customer', userId: thief.userId }, address, requestId: 'req_test' }
    const refused = { code: 'not_found' }
    await expect(revokeApiKey(stranger, victim.keyId)).rejects.toMatchObject(refused)
    await expect(updateApiKey(stranger, victim.keyId, { name: 'mine' })).rejects.toMatchObject(refused)
    await expect(rotateApiKey(stranger, victim.keyId, { overlapSeconds: 0 })).rejects.toMatchObject(refused)
    await expect(mintApiKey(stranger, victim.userId, { name: 'k', poolId: victim.poolId })).rejects.toMatchObject(
      refused,
    )
    const hidden = await createAccountPool(ctx, { name: 'hidden-pool', visibility: 'private' })
    await expect(mintApiKey(stranger, thief.userId, { name: 'k', poolId: hidden.id })).rejects.toMatchObject(refused)
    expect(codeOf(await checkKey(victim.secret, address))).toBe('allowed')
  })

  it('can’t be named instead of sent by anyone but their owner', async () => {
    const { userId, keyId } = await makeKey()
    const other = await makeKey()
    expect(await checkOwnKey(userId, keyId, address)).toMatchObject({ kind: 'allowed', access: { keyId } })
    expect(codeOf(await checkOwnKey(other.userId, keyId, address))).toBe('key_unknown')
    expect(codeOf(await checkOwnKey(userId, 'key_unknown', address))).toBe('key_unknown')
    await revokeApiKey(ctx, keyId)
    expect(codeOf(await checkOwnKey(userId, keyId, address))).toBe('key_revoked')
  })
})

describe('credentials', () => {
  it('come under the newest key when it is rotated, and the old key may then go', async () => {
    const oldKey = `v1:${Buffer.alloc(32, 7).toString('base64')}`
    const newKey = `v2:${Buffer.alloc(32, 9).toString('base64')}`
    const pool = await createAccountPool(ctx, { name: 'rotation' })
    const credential = { kind: 'api_key' as const, apiKey: 'sk-rotated' }
    const base = { protocol: 'openai' as const, baseUrl: 'https://api.openai.com', credential, poolIds: [pool.id] }
    await createUpstreamAccount(ctx, { ...base, name: 'rotation', proxyUrl: 'http://user:pass@93.184.215.14:3128' })
    setTestEnvironment({ CREDENTIAL_KEY: `${newKey},${oldKey}` })
    expect(await reencryptCredentials()).toBeGreaterThan(0)
    expect(await reencryptCredentials()).toBe(0)
    setTestEnvironment({ CREDENTIAL_KEY: newKey })
    dropProcessState('pool-cache')
    const [account] = (await poolConfig(pool.id))?.accounts ?? []
    expect(await account?.secret()).toBe('sk-rotated')
    expect(account?.proxyUrl).toBe('http://user:pass@93.184.215.14:3128')
    setTestEnvironment({ CREDENTIAL_KEY: `${newKey},${oldKey}` })
  })
})

describe('poolConfig', () => {
  it('sees an account added, disabled and enabled at the next call, and decrypts its credential on use', async () => {
    const pool = await createAccountPool(ctx, { name: 'pool-config' })
    expect((await poolConfig(pool.id))?.accounts).toEqual([])
    const account = await createUpstreamAccount(ctx, {
      name: 'pool-config-account',
      protocol: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      credential: { kind: 'api_key', apiKey: 'sk-of-the-account' },
      poolIds: [pool.id],
    })
    const [config] = (await poolConfig(pool.id))?.accounts ?? []
    expect(config?.accountId).toBe(account.id)
    expect(await config?.secret()).toBe('sk-of-the-account')
    await updateUpstreamAccount(ctx, account.id, { enabled: false })
    expect((await poolConfig(pool.id))?.accounts).toEqual([])
    await updateUpstreamAccount(ctx, account.id, { enabled: true })
    expect((await poolConfig(pool.id))?.accounts).toHaveLength(1)
    expect(await poolConfig('pool_unknown')).toBeNull()
  })
})
