import { describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { settleRequest } from '@/lib/ledger'
import { importProviderUsage, putCostPrice, readDrift, readMargin, sumCostDays } from '@/lib/margin'
import { createUpstreamAccount, createUpstreamAccountInput } from '@/lib/upstream-accounts'
import {
  type Customer,
  createCustomer,
  heldRequest,
  ledgerForFile,
  noUsage,
  settleInput,
  usd,
} from '../ledger/fixtures'

const own = ledgerForFile()
const ctx = systemContext('test')
const today = new Date().toISOString().slice(0, 10)

async function account(costMultiplier: string | null): Promise<string> {
  const input = { name: createId('account'), protocol: 'openai', baseUrl: 'https://upstream.example', costMultiplier }
  const credential = { kind: 'api_key', apiKey: 'sk-x' }
  return (await createUpstreamAccount(ctx, createUpstreamAccountInput.parse({ ...input, credential }))).id
}

type Call = { accountId: string; model: string; cost: number; multiplier?: bigint; input?: number; output?: number }

async function settle(customer: Customer, call: Call): Promise<void> {
  const { accountId, model, cost, multiplier = 1_000_000n, input = 100, output = 50 } = call
  const request = heldRequest(customer, { requestedModel: model, rateMultiplier: multiplier })
  const usage = { ...noUsage, input, output }
  await settleRequest(settleInput(own.processId, request, cost, { accountId, upstreamModel: model, usage }))
}

const named = (data: readonly { group: string }[], group: string) => data.find((row) => row.group === group)

describe('margin', () => {
  it('is what was charged less what the account bills, whatever multiplier the customer had', async () => {
    const customer = await createCustomer({ balance: 100 })
    const accountId = await account('0.5')
    const model = createId('price')
    // Book price 2 in both: once at × 1, once sold at × 3.
    await settle(customer, { accountId, model, cost: 2 })
    await settle(customer, { accountId, model, cost: 6, multiplier: 3_000_000n })
    await sumCostDays()
    const { data } = await readMargin({ from: today, to: today, groupBy: 'model' })
    expect(named(data, model)).toMatchObject({
      requests: 2,
      chargedNanoUsd: usd(8).toString(),
      costNanoUsd: usd(2).toString(),
      marginNanoUsd: usd(6).toString(),
      requestsWithoutCost: 0,
    })
    const byUser = await readMargin({ from: today, to: today, groupBy: 'user' })
    expect(named(byUser.data, customer.userId)).toMatchObject({ marginNanoUsd: usd(6).toString() })
    const byDay = await readMargin({ from: today, to: today, groupBy: 'day', accountId })
    expect(byDay.data).toMatchObject([{ group: today, costNanoUsd: usd(2).toString() }])
    expect(byDay.total).toMatchObject({ requests: 2, marginNanoUsd: usd(6).toString() })
  })

  it('takes an account’s own price before its multiplier, and says where nothing is known', async () => {
    const customer = await createCustomer({ balance: 100 })
    const [priced, unknown] = [await account('9'), await account(null)]
    const model = createId('price')
    await settle(customer, { accountId: priced, model, cost: 1, input: 1_000_000, output: 500_000 })
    await settle(customer, { accountId: unknown, model, cost: 1 })
    const price = { inputNanoUsdPerMillion: usd(0.1), outputNanoUsdPerMillion: usd(0.4) }
    await putCostPrice(ctx, priced, model, price)
    await sumCostDays()
    const { data } = await readMargin({ from: today, to: today, groupBy: 'account' })
    expect(named(data, priced)).toMatchObject({ costNanoUsd: usd(0.3).toString(), requestsWithoutCost: 0 })
    expect(named(data, unknown)).toMatchObject({ costNanoUsd: '0', requestsWithoutCost: 1 })
    await putCostPrice(ctx, priced, model, null)
    const after = await readMargin({ from: today, to: today, groupBy: 'account' })
    expect(named(after.data, priced)).toMatchObject({ costNanoUsd: usd(9).toString() })
    expect(await pool().query("SELECT 1 FROM audit_log WHERE action = 'cost_price.put'")).toHaveProperty('rowCount', 2)
  })
})

describe('a provider’s export', () => {
  it('of OpenAI stands beside our own counts, its dated snapshots under the names we call', async () => {
    const customer = await createCustomer({ balance: 100 })
    const accountId = await account('1')
    await settle(customer, { accountId, model: 'gpt-test', cost: 1, input: 100, output: 100 })
    await sumCostDays()
    const result = { model: 'gpt-test-2025-08-07', input_tokens: 150, input_cached_tokens: 40, output_tokens: 60 }
    const start_time = Date.parse(today) / 1_000
    const usage = {
      object: 'page',
      data: [{ object: 'bucket', start_time, results: [{ ...result, num_model_requests: 1 }] }],
    }
    const view = await importProviderUsage(ctx, accountId, { text: JSON.stringify(usage) })
    expect(view).toMatchObject({ format: 'json', rows: 1, firstDay: today })
    const costs = {
      data: [
        { start_time, results: [{ amount: { value: 1.1, currency: 'usd' }, line_item: 'gpt-test-2025-08-07, input' }] },
      ],
    }
    await importProviderUsage(ctx, accountId, { text: JSON.stringify(costs) })
    const { data } = await readDrift(accountId, { from: today, to: today })
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({
      ...{ day: today, model: 'gpt-test', ours: { inputTokens: 100, outputTokens: 100 } },
      provider: { requests: 1, inputTokens: 150, outputTokens: 60, costNanoUsd: usd(1.1).toString() },
    })
    expect(data[0]?.tokenDrift).toBeCloseTo(0.05)
    expect(data[0]?.costDrift).toBeCloseTo(0.1)
  })

  it('of Anthropic is read as JSON and as the console’s CSV, and importing it again replaces the day', async () => {
    const accountId = await account('1')
    const results = [
      { model: 'claude-x', uncached_input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 7 },
      {
        model: 'claude-x',
        uncached_input_tokens: 1,
        cache_creation: { ephemeral_5m_input_tokens: 4 },
        output_tokens: 3,
      },
    ]
    const text = JSON.stringify({ data: [{ starting_at: `${today}T00:00:00Z`, results }] })
    for (let i = 0; i < 2; i++) await importProviderUsage(ctx, accountId, { text })
    const provider = async () =>
      (await readDrift(accountId, { from: today, to: today })).data.map((row) => row.provider)
    expect(await provider()).toMatchObject([{ inputTokens: 20, outputTokens: 10 }])
    const csv = [
      'usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_read,usage_output_tokens',
      `${today},claude-x,30,3,9`,
    ].join('\r\n')
    await importProviderUsage(ctx, accountId, { text: csv })
    expect(await provider()).toMatchObject([{ inputTokens: 33, outputTokens: 9 }])
  })

  it('with columns of its own is read by their names', async () => {
    const accountId = await account('1')
    const columns = { day: 'When', model: 'Engine', outputTokens: 'Out', costUsd: 'Price' }
    await importProviderUsage(ctx, accountId, { text: `When,Engine,Out,Price\n${today},"a, b",5,$0.25\n`, columns })
    const { data } = await readDrift(accountId, { from: today, to: today })
    expect(data).toMatchObject([
      { model: 'a, b', ours: null, provider: { outputTokens: 5, costNanoUsd: usd(0.25).toString() } },
    ])
  })

  it.each([
    ['cut off JSON', '{"data":[{"start_time":1', 'neither'],
    ['another JSON', '{"items":[]}', 'data'],
    ['a number that is none', `day,model,output_tokens\n${today},m,1\n${today},m,many\n`, 'line 3'],
    ['a day that is none', 'day,model,output_tokens\nsome day,m,1\n', 'line 2'],
    ['a ragged line', `day,model,output_tokens\n${today},m\n`, 'Invalid Record Length'],
    ['no known column', 'a,b\n1,2\n', 'no column'],
    ['nothing in it', 'day,model,output_tokens\n', 'no usage'],
  ])('that is broken (%s) is refused with the place, and nothing of it is kept', async (_name, text, place) => {
    const accountId = await account('1')
    await expect(importProviderUsage(ctx, accountId, { text })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(place),
    })
    const { rows } = await pool().query('SELECT 1 FROM provider_usage WHERE account_id = $1', [accountId])
    expect(rows).toEqual([])
  })
})
