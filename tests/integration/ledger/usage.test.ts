import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { settleRequest, trialBalance } from '@/lib/ledger'
import { findUsageRecord, listUsageRecords, rollUpUsage, spendSeries, usageRecordJson, usageTotals } from '@/lib/usage'
import { type Customer, createCustomer, heldRequest, ledgerForFile, settleInput, usd } from './fixtures'

const own = ledgerForFile()
const day = new Date('2026-11-20T00:00:00Z')

async function settleAt(customer: Customer, iso: string, cost: number): Promise<void> {
  const createdAtMs = new Date(iso).getTime()
  const request = heldRequest(customer, { createdAtMs, requestId: createId('request', createdAtMs) })
  await settleRequest(settleInput(own.processId, request, cost))
}

async function age(seconds: number): Promise<void> {
  await pool().query('UPDATE usage_records SET settled_at = settled_at - make_interval(secs => $1)', [seconds])
}

describe('usage', () => {
  it('lists newest first in pages, by every filter', async () => {
    const customer = await createCustomer({ balance: 100 })
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      const request = heldRequest(customer, { requestedModel: n % 2 ? 'odd' : 'even' })
      ids.unshift(request.requestId)
      await settleRequest(settleInput(own.processId, request, 0.5))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const { userId, keyId } = customer
    const first = await listUsageRecords({ userId, limit: 3 })
    const second = await listUsageRecords({ userId, limit: 3, cursor: first.nextCursor })
    expect([...first.data, ...second.data].map((record) => record.requestId)).toEqual(ids)
    expect(second.nextCursor).toBeNull()
    expect((await listUsageRecords({ keyId, model: 'odd', status: 'completed' })).data).toHaveLength(2)
    const [newest, oldest] = [first.data[0], second.data[1]]
    expect(
      (await listUsageRecords({ userId, from: oldest?.createdAt ?? day, to: newest?.createdAt ?? day })).data,
    ).toHaveLength(4)
    expect(await findUsageRecord(ids[0] ?? '', 'usr_other')).toBeNull()
    expect(usageRecordJson(newest ?? (await Promise.reject(new Error('no record'))))).toMatchObject({
      ...{ requestId: ids[0], costNanoUsd: '500000000', rateMultiplier: '1', inputTokens: 10, outputTokens: 20 },
      ...{ createdAt: newest?.createdAt.toISOString(), status: 'completed', fundedBy: 'wallet' },
    })
  })

  it('sums the same before, while and after the roll-ups have come', async () => {
    const customer = await createCustomer({ balance: 100 })
    const { userId } = customer
    const start = Date.now()
    for (const cost of [1, 2, 3]) await settleRequest(settleInput(own.processId, heldRequest(customer), cost))
    const query = { userId, from: new Date(start - 60_000), to: new Date(Date.now() + 60_000) }
    const expected = [expect.objectContaining({ requests: 3, costNanoUsd: usd(6), outputTokens: 60, group: '' })]
    expect(await usageTotals(query)).toEqual(expected)
    await rollUpUsage()
    expect(await usageTotals(query)).toEqual(expected)
    await age(60)
    await rollUpUsage()
    const { rows } = await pool().query('SELECT * FROM usage_rollups WHERE user_id = $1', [userId])
    expect(rows.length).toBeGreaterThan(0)
    expect(await usageTotals(query)).toEqual(expected)
    await settleRequest(settleInput(own.processId, heldRequest(customer, { requestedModel: 'other' }), 10))
    expect(await usageTotals({ ...query, groupBy: 'model' })).toMatchObject([
      ...[
        { group: 'other', costNanoUsd: usd(10) },
        { group: 'gpt-test', requests: 3, costNanoUsd: usd(6) },
      ],
    ])
    await rollUpUsage()
    expect((await usageTotals(query))[0]).toMatchObject({ requests: 4, costNanoUsd: usd(16) })
  })

  it('sums of a run that only adds what is new are those of a whole run', async () => {
    const customer = await createCustomer({ balance: 100 })
    const { userId } = customer
    const settleAgo = async (seconds: number, cost: number, requestedModel: string) => {
      const request = heldRequest(customer, { requestedModel })
      await settleRequest(settleInput(own.processId, request, cost))
      const moved = 'UPDATE usage_records SET settled_at = now() - make_interval(secs => $2) WHERE request_id = $1'
      await pool().query(moved, [request.requestId, seconds])
    }
    const sums = async () =>
      (await pool().query('SELECT * FROM usage_rollups WHERE user_id = $1 ORDER BY bucket_start, model', [userId])).rows
    const keep = async (detail: object) =>
      await pool().query(
        `UPDATE job_watermarks SET reached_at = now() - interval '100 seconds', detail = $1 WHERE name = 'usage_rollups'`,
        [JSON.stringify(detail)],
      )
    await settleAgo(200, 1, 'gpt-test')
    await rollUpUsage()
    await settleAgo(150, 16, 'gpt-test')
    await settleAgo(60, 2, 'gpt-test')
    await settleAgo(50, 4, 'other')
    // As after a whole run that took long: what is new is added, and what was settled before isn't looked at.
    await keep({ buckets: 1, wholeAtMs: Date.now(), wholeMs: 50_000 })
    await rollUpUsage()
    expect((await sums()).reduce((sum, row) => sum + row.charged_nano_usd, 0n)).toBe(usd(1 + 2 + 4))
    await rollUpUsage()
    expect((await sums()).reduce((sum, row) => sum + row.charged_nano_usd, 0n)).toBe(usd(1 + 2 + 4))
    // After fifty times its length it is time for a whole run again, which finds the one that came late.
    await keep({ buckets: 1, wholeAtMs: Date.now() - 51 * 50_000, wholeMs: 50_000 })
    await rollUpUsage()
    const whole = await sums()
    expect(whole.reduce((sum, row) => sum + row.requests, 0n)).toBe(4n)
    expect(whole.reduce((sum, row) => sum + row.charged_nano_usd, 0n)).toBe(usd(23))
  })

  it("cuts days at the customer's midnight, also where the offset is 45 minutes", async () => {
    const customer = await createCustomer({ balance: 100, timezone: 'Asia/Kathmandu' })
    // Midnight in Kathmandu is 18:15 UTC.
    await settleAt(customer, '2026-11-19T18:14:00Z', 1)
    await settleAt(customer, '2026-11-19T18:16:00Z', 2)
    const range = {
      userId: customer.userId,
      from: new Date('2026-11-18T00:00:00Z'),
      to: new Date('2026-11-21T00:00:00Z'),
    }
    // So old a call is in the roll-ups long since.
    await age(60)
    await rollUpUsage()
    const series = await spendSeries({ ...range, bucket: 'day', timezone: 'Asia/Kathmandu' })
    expect(series.map((point) => [point.startsAt.toISOString(), point.costNanoUsd])).toEqual([
      ...[
        ['2026-11-18T18:15:00.000Z', usd(1)],
        ['2026-11-19T18:15:00.000Z', usd(2)],
      ],
    ])
  })

  it('leaves books that balance', async () => {
    const { sumNanoUsd, invariants } = await trialBalance()
    expect(sumNanoUsd).toBe(0n)
    expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
  })
})
