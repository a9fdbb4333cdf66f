import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { closeLedger, trialBalance } from '@/lib/ledger'
import { listUnpricedModels } from '@/lib/operations'
import { holdAmount, putPrice } from '@/lib/pricing'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { callApi, expectStatus, makePool, makeUser, testToken, uniqueName } from './api-client'

const database = giveTestDatabase()
const largest = '9223372036854775807'
const beyond = '9223372036854775808'
/** Texts and values that are no amount of nano-USD. */
const noAmounts = [
  '-1',
  '1.5',
  '1e9',
  '',
  ' 1',
  '+1',
  '0x10',
  'NaN',
  '1_000',
  '01',
  beyond,
  '9'.repeat(40),
  1,
  1.5,
  null,
  true,
  {},
]

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  await closeLedger()
  await closePrisma()
  await closePool()
})

/** Everything that money has moved or may be priced by. */
async function stateOfMoney(): Promise<unknown> {
  const { rows } = await pool().query(
    `SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT count(*) FROM model_prices) AS prices,
       (SELECT count(*) FROM redeem_codes) AS codes, (SELECT coalesce(sum(balance_nano_usd), 0) FROM wallets) AS balance`,
  )
  return rows[0]
}

async function expectRefused(method: string, path: string, body: unknown): Promise<void> {
  const before = await stateOfMoney()
  const answer = await callApi(method, path, { body })
  expect(answer.status, `${path} ${JSON.stringify(body)}`).toBe(400)
  expect(answer.body['error']).toMatchObject({ code: 'invalid_request', message: expect.stringMatching(/\w{3}/) })
  expect(await stateOfMoney()).toEqual(before)
}

describe('an amount that is none is refused, and nothing moves:', () => {
  it('prices', async () => {
    const right = { inputNanoUsdPerMillion: '1', outputNanoUsdPerMillion: '1' }
    for (const amount of noAmounts) {
      await expectRefused('PUT', '/model-prices/bad', { ...right, inputNanoUsdPerMillion: amount })
      await expectRefused('PUT', '/model-prices/bad', { ...right, toolCallNanoUsd: { web_search: amount } })
      await expectRefused('PUT', '/model-prices/bad', {
        ...right,
        tiers: { flex: { outputNanoUsdPerMillion: amount } },
      })
    }
    await expectRefused('PUT', '/model-prices/bad', { ...right, currency: 'EUR' })
    await expectStatus(
      200,
      callApi('PUT', '/model-prices/dear', { body: { ...right, inputNanoUsdPerMillion: largest } }),
    )
  })

  it('credits', async () => {
    const userId = await makeUser()
    const path = `/users/${userId}/credits`
    for (const amount of noAmounts.filter((each) => each !== '-1')) {
      await expectRefused('POST', path, { amountNanoUsd: amount, reason: 'test' })
    }
    await expectRefused('POST', path, { amountNanoUsd: '5', reason: 'test', currency: 'EUR' })
    const overdraft = await callApi('POST', path, { body: { amountNanoUsd: '-1', reason: 'test' } })
    expect(overdraft.status).toBeGreaterThanOrEqual(400)
    expect(overdraft.status).toBeLessThan(500)
  })

  it('a credit that is a slip of the finger', async () => {
    const path = `/users/${await makeUser()}/credits`
    await expectRefused('POST', path, { amountNanoUsd: largest, reason: 'test' })
    await expectRefused('POST', path, { amountNanoUsd: '100000000000000001', reason: 'test' })
  })

  it('budgets, caps, multipliers and codes', async () => {
    const userId = await makeUser()
    const poolId = await makePool()
    for (const amount of noAmounts.filter((each) => each !== null)) {
      await expectRefused('PATCH', `/users/${userId}`, { budgetNanoUsd: amount })
      await expectRefused('POST', `/users/${userId}/api-keys`, { name: 'k', poolId, spendCapNanoUsd: amount })
      await expectRefused('POST', '/redeem-codes', { kind: 'credit', amountNanoUsd: amount })
    }
    for (const multiplier of ['-1', '1.0000001', '1e3', '', 'x', 1, '99999999']) {
      await expectRefused('PATCH', `/users/${userId}`, { rateMultiplier: multiplier })
      await expectRefused('PATCH', `/account-pools/${poolId}`, { rateMultiplier: multiplier })
    }
  })

  it('and the books still add up', async () => {
    const { sumNanoUsd, invariants } = await trialBalance()
    expect(sumNanoUsd).toBe(0n)
    expect(invariants.filter(({ holds }) => !holds)).toEqual([])
  })
})

describe('a price at the very end of what can be stored', () => {
  it('holds no more than that, so that a call is refused for want of money', async () => {
    const price = { input: BigInt(largest), output: BigInt(largest) }
    const { price: version } = await putPrice({ model: 'dearest', price })
    const held = holdAmount({
      ...{ prices: [version], inputTokens: 50_000_000, maxOutputTokens: 50_000_000, canGrow: false },
      ...{ serviceTier: null, multiplierMillionths: 1_000_000_000n },
    })
    expect(held).toBe(BigInt(largest))
  })
})

describe('a model without a price', () => {
  it('is shown to the staff with the account that names it, until it has one', async () => {
    const model = uniqueName('model')
    const name = uniqueName('acct')
    await expectStatus(
      201,
      callApi('POST', '/upstream-accounts', {
        body: {
          ...{ name, protocol: 'openai', baseUrl: 'http://127.0.0.1:9/v1', concurrencyLimit: 1, priority: 1 },
          ...{ credential: { kind: 'api_key', apiKey: 'sk-test' }, models: [model], poolIds: [await makePool()] },
        },
      }),
    )
    const named = (await listUnpricedModels()).find((each) => each.model === model)
    expect(named?.accounts.map((account) => account.name)).toEqual([name])
    const right = { inputNanoUsdPerMillion: '0', outputNanoUsdPerMillion: '0' }
    await expectStatus(200, callApi('PUT', `/model-prices/${model}`, { body: right }))
    expect((await listUnpricedModels()).some((each) => each.model === model)).toBe(false)
  })
})
