import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { listKeySpend } from '@/lib/api-keys'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { getBalance, getStatement, settleRequest } from '@/lib/ledger'
import { getReceipt, streamUsageCsv } from '@/lib/usage'
import { type Customer, createCustomer, heldRequest, ledgerForFile, settleInput, usd } from '../ledger/fixtures'

const own = ledgerForFile()

const customerContext = (userId: string) => ({
  actor: { kind: 'customer' as const, userId },
  address: '',
  requestId: '',
})

async function settle(customer: Customer, cost: number, overrides = {}): Promise<string> {
  const request = heldRequest(customer, overrides)
  await settleRequest(settleInput(own.processId, request, cost))
  return request.requestId
}

/** What is really kept in memory, without what only waits for the collector. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

async function csvOf(filter: Parameters<typeof streamUsageCsv>[0]): Promise<string[]> {
  let text = ''
  for await (const part of streamUsageCsv(filter)) text += part
  return text.trim().split('\n')
}

describe('getStatement', () => {
  it('adds up to the balance: opening + lines = closing, month after month', async () => {
    const customer = await createCustomer({ balance: 100, timezone: 'Asia/Kathmandu' })
    for (const cost of [1, 2.5, 0.000000001]) await settle(customer, cost)
    const month = new Date(Date.now() + 5.75 * 3_600_000).toISOString().slice(0, 7)
    const statement = await getStatement(customer.userId, month, 'Asia/Kathmandu')
    const { balanceNanoUsd } = await getBalance(customer.userId)
    expect(statement.closingNanoUsd).toBe(balanceNanoUsd)
    expect(statement.openingNanoUsd).toBe(0n)
    expect(statement.lines.reduce((sum, line) => sum + line.amountNanoUsd, 0n)).toBe(balanceNanoUsd)
    const usage = statement.lines.filter((line) => line.kind === 'usage')
    expect(usage.reduce((sum, line) => sum + line.count, 0)).toBe(3)
    expect(statement.lines.at(-1)).toMatchObject({ kind: 'adjustment', amountNanoUsd: usd(100), count: 1 })
    expect(statement.lines[0]?.balanceAfterNanoUsd).toBe(balanceNanoUsd)
    const before = await getStatement(customer.userId, '2001-01', 'Asia/Kathmandu')
    expect(before).toEqual({ openingNanoUsd: 0n, lines: [], closingNanoUsd: 0n })
  })

  it('is of one customer only and refuses what is not a month', async () => {
    const [one, other] = [await createCustomer({ balance: 10 }), await createCustomer({ balance: 7 })]
    await settle(one, 1)
    const month = new Date().toISOString().slice(0, 7)
    const statement = await getStatement(other.userId, month, 'UTC')
    expect(statement.lines).toHaveLength(1)
    expect(statement.closingNanoUsd).toBe(usd(7))
    await expect(getStatement(one.userId, '2026-13', 'UTC')).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('streamUsageCsv', () => {
  it('writes every row of a filter, newest first, and its sums are those of the rows', async () => {
    const customer = await createCustomer({ balance: 100 })
    const ids = [await settle(customer, 0.5), await settle(customer, 0.25, { requestedModel: '=cmd()' })]
    await settle(await createCustomer({ balance: 1 }), 0.1)
    const [head = '', ...rows] = await csvOf({ userId: customer.userId })
    const column = head.split(',').indexOf('charged_nano_usd')
    expect(rows.map((row) => row.split(',')[0]).sort()).toEqual([...ids].sort())
    expect(rows.reduce((sum, row) => sum + BigInt(row.split(',')[column] ?? ''), 0n)).toBe(usd(0.75))
    // A spreadsheet must not take a model's name for a formula.
    expect(rows.join('\n')).toContain("'=cmd()")
    expect(await csvOf({ userId: customer.userId, model: 'none' })).toHaveLength(1)
  })

  it('streams 100 000 rows in flat memory', async () => {
    const customer = await createCustomer({ balance: 1 })
    const { userId, keyId, poolId } = customer
    await pool().query(
      `INSERT INTO usage_records (request_id, user_id, key_id, pool_id, protocol, endpoint, stream, requested_model, status,
         funded_by, usage_source, rate_multiplier, charged_nano_usd, cost_nano_usd, created_at)
       SELECT left($1, 10) || lpad(n::text, 20, '0'), $2, $3, $4, 'openai', 'responses', true, 'gpt-test', 'completed',
         'wallet', 'provider', 1000000, n, n, now() FROM generate_series(1, 100000) n`,
      [createId('request'), userId, keyId, poolId],
    )
    const live: number[] = []
    let parts = 0
    let [rows, sum] = [0, 0n]
    for await (const part of streamUsageCsv({ userId })) {
      for (const line of part.trim().split('\n')) {
        if (!line.startsWith('req_')) continue
        rows++
        sum += BigInt(line.split(',')[15] ?? '0')
      }
      if (++parts % 8 === 0) live.push(liveBytes())
    }
    expect(rows).toBe(100_000)
    expect(sum).toBe((100_000n * 100_001n) / 2n)
    expect(live.length).toBeGreaterThan(3)
    expect(Math.max(...live) - (live[0] ?? 0)).toBeLessThan(8 * 1_048_576)
  }, 120_000)
})

it('counts what keys spent today and in their period, for their owner only', async () => {
  const customer = await createCustomer({ balance: 100, cap: { amount: 50, period: 'month' } })
  await settle(customer, 2)
  const spend = await listKeySpend(customerContext(customer.userId), [customer.keyId])
  expect(spend.get(customer.keyId)).toEqual({ todayNanoUsd: usd(2), periodNanoUsd: usd(2) })
  const stranger = await createCustomer()
  expect((await listKeySpend(customerContext(stranger.userId), [customer.keyId])).size).toBe(0)
})

it('gives the receipt of a request to its owner and to nobody else', async () => {
  const customer = await createCustomer({ balance: 10 })
  const requestId = await settle(customer, 1)
  expect((await getReceipt(requestId, customer.userId)).receipt).toMatchObject({
    ...{ requestId, costNanoUsd: '1000000000', chargedNanoUsd: '1000000000' },
  })
  const stranger = await createCustomer()
  await expect(getReceipt(requestId, stranger.userId)).rejects.toMatchObject({ code: 'not_found' })
})
