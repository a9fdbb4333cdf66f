import { describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { settleRequest } from '@/lib/ledger'
import {
  importProviderUsage,
  listCostPrices,
  listCostPriceVersions,
  putCostPrice,
  readDrift,
  readMargin,
  removeCostPrice,
  sumCostDays,
} from '@/lib/margin'
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
    await removeCostPrice(ctx, priced, model)
    const after = await readMargin({ from: today, to: today, groupBy: 'account' })
    expect(named(after.data, priced)).toMatchObject({ costNanoUsd: usd(9).toString() })
    expect(await pool().query("SELECT 1 FROM audit_log WHERE action = 'cost_price.put'")).toHaveProperty('rowCount', 2)
  })
})

describe('a cost price', () => {
  const perMillion = (amount: number) => ({ inputNanoUsdPerMillion: usd(amount), outputNanoUsdPerMillion: usd(0) })
  const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

  it('counts from its day on: days before keep the version that was in force', async () => {
    const customer = await createCustomer({ balance: 100 })
    const accountId = await account(null)
    const model = createId('price')
    await settle(customer, { accountId, model, cost: 1, input: 1_000_000 })
    await sumCostDays()
    const copy = `INSERT INTO cost_days SELECT $2::date, account_id, user_id, model, upstream_model, requests, input_tokens,
      cached_input_tokens, cache_write_tokens, output_tokens, book_nano_usd, charged_nano_usd FROM cost_days WHERE account_id = $1`
    await pool().query(copy, [accountId, dayBefore(5)])
    const costs = async () => {
      const range = { from: dayBefore(9), to: today, groupBy: 'day' as const, accountId }
      return (await readMargin(range)).data.map((row) => row.costNanoUsd)
    }
    await putCostPrice(ctx, accountId, model, perMillion(2))
    expect(await costs()).toEqual([usd(2), usd(2)].map(String))
    await putCostPrice(ctx, accountId, model, perMillion(3))
    expect(await costs()).toEqual([usd(2), usd(3)].map(String))
    // Two of one day: the newer one counts; one of an earlier day leaves the later ones alone.
    await putCostPrice(ctx, accountId, model, perMillion(4))
    await putCostPrice(ctx, accountId, model, { ...perMillion(7), effectiveFrom: dayBefore(6) })
    expect(await costs()).toEqual([usd(7), usd(4)].map(String))
    expect(await listCostPrices(accountId)).toMatchObject([
      { model, version: 3, latestVersion: 4, effectiveFrom: today },
    ])
    await removeCostPrice(ctx, accountId, model)
    expect(await costs()).toEqual([usd(7).toString(), '0'])
    expect(await listCostPrices(accountId)).toEqual([])
    const versions = await listCostPriceVersions(accountId, model)
    expect(versions.map(({ version, removed }) => [version, removed])).toEqual([
      ...[
        [5, true],
        [3, false],
        [2, false],
      ],
      ...[
        [4, false],
        [1, false],
      ],
    ])
    expect(versions.at(-1)).toMatchObject({ effectiveFrom: null, createdBy: 'test' })
  })

  it('is changed by admins only, and leaves nothing behind for others', async () => {
    const accountId = await account(null)
    const model = createId('price')
    for (const role of ['viewer', 'support'] as const) {
      const other = { ...ctx, actor: { kind: 'admin' as const, userId: createId('user'), role } }
      await expect(putCostPrice(other, accountId, model, perMillion(1))).rejects.toMatchObject({
        code: 'permission_denied',
      })
    }
    expect(await listCostPriceVersions(accountId)).toEqual([])
  })

  it('changed by two at once is kept from one of them, and the other is told', async () => {
    const accountId = await account(null)
    const model = createId('price')
    const put = async (amount: number, version: number) =>
      await putCostPrice(ctx, accountId, model, { ...perMillion(amount), version })
    const results = await Promise.allSettled([put(1, 0), put(2, 0), put(3, 0)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(refused).toMatchObject([{ code: 'conflict' }, { code: 'conflict' }])
    await put(4, 1)
    await expect(removeCostPrice(ctx, accountId, model, 1)).rejects.toMatchObject({ code: 'conflict' })
    await expect(removeCostPrice(ctx, accountId, createId('price'))).rejects.toMatchObject({ code: 'not_found' })
    expect(await listCostPrices(accountId)).toMatchObject([{ inputNanoUsdPerMillion: usd(4).toString(), version: 2 }])
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
