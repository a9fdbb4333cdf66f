import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { poolConfig } from '@/lib/account-pools'
import { checkKey, revokeApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { getBalance } from '@/lib/ledger'
import { findPrice, loadPrices } from '@/lib/pricing'
import { signInWithPassword } from '@/lib/users'
import { seed } from '@/prisma/seed'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

giveTestDatabase()
const admin = { email: 'admin@turnpike.localhost', password: 'the admin password' }

beforeAll(() => {
  setTestEnvironment({
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    UPSTREAM_SIMULATOR_URL: 'http://127.0.0.1:4010',
  })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

async function counts() {
  const [users, pools, accounts, keys, prices, transfers, audit] = await Promise.all([
    prisma().user.count(),
    prisma().accountPool.count(),
    prisma().upstreamAccount.count(),
    prisma().apiKey.count(),
    prisma().modelPrice.count(),
    prisma().transfer.count(),
    prisma().auditEntry.count(),
  ])
  return { users, pools, accounts, keys, prices, transfers, audit }
}

describe('the seed', () => {
  it('makes a first start whole: admin, demo key with credit, priced models on simulated accounts', async () => {
    const answer = await seed({})
    expect(answer.adminEmail).toBe(admin.email)
    expect(answer.managementToken).toMatch(/^tpm-/)
    const check = await checkKey(answer.demoApiKey ?? '', '127.0.0.1')
    expect(check).toMatchObject({ kind: 'allowed', access: { userId: answer.demoUserId, poolId: answer.demoPoolId } })
    expect((await getBalance(answer.demoUserId ?? '')).balanceNanoUsd).toBe(25_000_000_000n)
    const accounts = (await poolConfig(answer.demoPoolId ?? ''))?.accounts ?? []
    expect(accounts.map((account) => account.baseUrl).sort()).toEqual([
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010/v1',
    ])
    await loadPrices()
    for (const model of ['gpt-5-mini', 'sim-fast', answer.demoModel ?? '']) {
      expect(findPrice(model, Date.now() + 1), model).not.toBeNull()
    }
    const browser = { userAgent: '', address: '' }
    expect(await signInWithPassword(admin, browser)).toMatchObject({ ok: true })
  })

  it('changes nothing when it runs again with what it answered, and mints a new key when the old one is lost', async () => {
    const first = await seed({})
    const before = await counts()
    expect(await seed(first)).toEqual(first)
    expect(await counts()).toEqual(before)
    const { access } = { access: null, ...(await checkKey(first.demoApiKey ?? '', '127.0.0.1')) }
    await revokeApiKey(systemContext('test'), access?.keyId ?? '')
    const third = await seed(first)
    expect(third.demoApiKey).not.toBe(first.demoApiKey)
    expect(third.demoUserId).toBe(first.demoUserId)
    expect((await getBalance(first.demoUserId ?? '')).balanceNanoUsd).toBe(25_000_000_000n)
  })

  it('follows a simulator that moved, and switches its accounts off beside a paid one', async () => {
    const first = await seed({})
    setTestEnvironment({ UPSTREAM_SIMULATOR_URL: 'http://127.0.0.1:4999' })
    await seed(first)
    const urls = async () =>
      ((await poolConfig(first.demoPoolId ?? ''))?.accounts ?? []).map((each) => each.baseUrl).sort()
    expect((await urls())[0]).toBe('http://127.0.0.1:4999')
    setTestEnvironment({ OPENAI_API_KEY: 'sk-paid' })
    await seed(first)
    expect(await urls()).toEqual(['https://api.openai.com/v1'])
    setTestEnvironment({ OPENAI_API_KEY: undefined })
  })
})
