import { describe, expect, it, vi } from 'vitest'
import { createId } from '@/lib/ids'
import { putPrice } from '@/lib/pricing'
import { getLiveUpstreamAccount } from '@/lib/upstream-accounts'
import { door, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, send } from './support/raw-http'
import { recordsOf } from './support/records'

const gateway = useGateway()

describe(`Money through the ${door} door`, () => {
  it('a model without a price is refused before anything goes upstream', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-unpriced', input: 'hi', metadata: { tag } },
    })
    expect(answer.status).toBe(404)
    expect(errorOf(answer)).toMatchObject({ code: 'model_not_found', param: 'model' })
    expect(answer.headers['x-should-retry']).toBe('false')
    expect(await gateway.served(tag)).toHaveLength(0)
    await expectNothingTaken(tenant)
  })

  it('an operator is told of a listed model that has no price, at the account that lists it', async () => {
    const tenant = await gateway.tenant({ accounts: [{ models: ['sim-forgotten'] }] })
    await expect(tenant.openai.responses.create({ model: 'sim-forgotten', input: 'hi' })).rejects.toMatchObject({
      status: 404,
    })
    await vi.waitFor(async () => {
      const account = await getLiveUpstreamAccount(tenant.accountIds[0] ?? '')
      expect(JSON.stringify(account)).toContain('no_price')
    })
  })

  it('50 parallel calls of $0.10 on $0.30: three are served, never below zero, the rest 402 before going upstream', async () => {
    const tenant = await gateway.tenant({
      balanceNanoUsd: 300_000_000n,
      user: { concurrencyLimit: 0 },
      accounts: [{ concurrencyLimit: 0 }],
    })
    // $0.0001 a token, nothing else: 1 000 tokens are $0.10 to the digit, and each call uses all of them.
    await putPrice({ model: 'sim-dear', price: { input: 0n, output: 100_000_000_000n } })
    const tag = createId('request')
    const body = { model: 'sim-dear', input: 'hi', max_output_tokens: 1_000, metadata: { tag, sim_tokens: '1000' } }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        send(`${gateway.url}/v1/responses`, { headers: { authorization: `Bearer ${tenant.key}` }, body }),
      ),
    )
    const statuses = answers.map((answer) => answer.status)
    const served = statuses.filter((status) => status === 200).length
    expect(served).toBe(3)
    expect(statuses.filter((status) => status === 402)).toHaveLength(50 - served)
    expect(await gateway.served(tag)).toHaveLength(served)
    await expectNothingTaken(tenant)
    const { balanceNanoUsd } = await gateway.balance(tenant.userId)
    const records = await recordsOf(tenant)
    const charged = records.reduce((sum, record) => sum + record.chargedNanoUsd, 0n)
    expect(balanceNanoUsd).toBe(0n)
    expect(charged).toBe(300_000_000n)
    expect(records.filter((record) => record.lossNanoUsd > 0n)).toHaveLength(0)
  })

  it('a refused call tells what it may cost, what is there, and what to do', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd: 1_000_000n })
    await expect(
      tenant.openai.responses.create({ model: 'sim-small', input: 'hi', max_output_tokens: 4_000 }),
    ).rejects.toMatchObject({
      status: 402,
      code: 'insufficient_quota',
      message: expect.stringMatching(/Lower max output tokens or add credit/),
    })
    const data = await tenant.openai.responses.create({ model: 'sim-small', input: 'hi', max_output_tokens: 20 })
    expect(data.usage?.output_tokens).toBeLessThanOrEqual(20)
  })

  it('a key’s spend cap refuses while the balance would do', async () => {
    const tenant = await gateway.tenant({ key: { spendCapNanoUsd: 1_000n } })
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi' },
    })
    expect(answer.status).toBe(402)
    expect(errorOf(answer)).toMatchObject({ scope: 'key_cap' })
    await expectNothingTaken(tenant)
  })
})
