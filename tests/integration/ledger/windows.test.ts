import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { settleRequest } from '@/lib/ledger'
import { createPlan, updatePlan } from '@/lib/plans'
import {
  cancelSubscription,
  changePlan,
  findCurrentSubscription,
  grantSubscription,
  renewSubscription,
  rollSubscriptions,
  subscriptionProgress,
} from '@/lib/subscriptions'
import { type Customer, clock, createCustomer, hold, ledgerForFile, settleInput, subscribe, usd } from './fixtures'

const own = ledgerForFile()
const ctx = systemContext('test')

afterEach(() => {
  clock.nowMs = null
})
afterAll(closePrisma)

async function bounds(kind: string, anchor: string, timezone: string, at: string): Promise<[string, string]> {
  const { rows } = await pool().query<{ starts_at: Date; ends_at: Date }>(
    'SELECT * FROM window_bounds($1, $2, $3, $4)',
    [...[kind, anchor, timezone, at]],
  )
  return [rows[0]?.starts_at.toISOString() ?? '', rows[0]?.ends_at.toISOString() ?? '']
}

async function spend(customer: Customer, at: string, amount: number): Promise<string> {
  clock.nowMs = Date.parse(at)
  const [request, result] = await hold(own.processId, customer, amount)
  if (result.kind !== 'held') return result.kind === 'refused' ? result.scope : result.kind
  const { fundedBy, subscriptionId } = result
  await settleRequest(settleInput(own.processId, request, amount, { fundedBy, subscriptionId }))
  return fundedBy
}

describe('the edges of windows', () => {
  it.each([
    ['day', '2026-01-01T00:00:00Z', 'UTC', '2026-05-05T12:00:00Z', '2026-05-05T00:00:00Z', '2026-05-06T00:00:00Z'],
    ['day', '2026-01-01T00:00:00Z', 'UTC', '2026-05-05T00:00:00Z', '2026-05-05T00:00:00Z', '2026-05-06T00:00:00Z'],
    [
      'day',
      '2026-01-01T00:00:00Z',
      'Asia/Kathmandu',
      '2026-05-05T12:00:00Z',
      '2026-05-04T18:15:00Z',
      '2026-05-05T18:15:00Z',
    ],
    // Clocks go forward on 2026-03-29 in Berlin: a day of 23 hours; back on 2026-10-25: 25 hours.
    [
      'day',
      '2026-01-01T00:00:00Z',
      'Europe/Berlin',
      '2026-03-29T10:00:00Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ],
    [
      'day',
      '2026-01-01T00:00:00Z',
      'Europe/Berlin',
      '2026-10-25T10:00:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ],
    // The hour that comes twice belongs to one day, both times.
    [
      'day',
      '2026-01-01T00:00:00Z',
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ],
    [
      'day',
      '2026-01-01T00:00:00Z',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ],
    ['week', '2026-01-07T15:30:00Z', 'UTC', '2026-01-14T15:29:59Z', '2026-01-07T15:30:00Z', '2026-01-14T15:30:00Z'],
    ['week', '2026-01-07T15:30:00Z', 'UTC', '2026-01-14T15:30:00Z', '2026-01-14T15:30:00Z', '2026-01-21T15:30:00Z'],
    // Across the change a week keeps its hour of the customer's clock.
    [
      'week',
      '2026-03-24T11:00:00Z',
      'Europe/Berlin',
      '2026-03-31T09:59:59Z',
      '2026-03-24T11:00:00Z',
      '2026-03-31T10:00:00Z',
    ],
    [
      'week',
      '2026-03-24T11:00:00Z',
      'Europe/Berlin',
      '2026-03-31T10:00:00Z',
      '2026-03-31T10:00:00Z',
      '2026-04-07T10:00:00Z',
    ],
    ['month', '2026-01-31T10:00:00Z', 'UTC', '2026-02-28T09:59:59Z', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z'],
    ['month', '2026-01-31T10:00:00Z', 'UTC', '2026-02-28T10:00:00Z', '2026-02-28T10:00:00Z', '2026-03-31T10:00:00Z'],
    ['month', '2026-01-31T10:00:00Z', 'UTC', '2026-04-30T10:00:00Z', '2026-04-30T10:00:00Z', '2026-05-31T10:00:00Z'],
    ['month', '2024-02-29T00:00:00Z', 'UTC', '2025-02-28T12:00:00Z', '2025-02-28T00:00:00Z', '2025-03-29T00:00:00Z'],
    [
      'month',
      '2026-10-10T10:00:00Z',
      'Europe/Berlin',
      '2026-11-10T10:59:59Z',
      '2026-10-10T10:00:00Z',
      '2026-11-10T11:00:00Z',
    ],
  ])('%s from %s in %s at %s', async (kind, anchor, timezone, at, start, end) => {
    const iso = (text: string) => new Date(text).toISOString()
    expect(await bounds(kind, anchor, timezone, at)).toEqual([iso(start), iso(end)])
  })
})

describe('an allowance', () => {
  it('is used up, refuses with the time it resets, and is full in the next window', async () => {
    const customer = await createCustomer({ balance: 5, fallbackToBalance: false, timezone: 'Europe/Berlin' })
    await subscribe(customer, { day: 0.2, week: 0.5, month: 0.6, startedAt: '2026-10-20T10:00:00Z' })
    expect(await spend(customer, '2026-10-24T21:00:00Z', 0.2)).toBe('subscription')
    expect(await spend(customer, '2026-10-24T21:59:59Z', 0.1)).toBe('subscription_day')
    // The day of 25 hours.
    expect(await spend(customer, '2026-10-24T22:00:00Z', 0.2)).toBe('subscription')
    expect(await spend(customer, '2026-10-25T22:59:59Z', 0.1)).toBe('subscription_day')
    const progress = await subscriptionProgress(customer.userId, new Date('2026-10-25T22:59:59Z'))
    expect(progress?.windows).toEqual(
      [
        ...[{ kind: 'day', limitNanoUsd: usd(0.2), usedNanoUsd: usd(0.2), heldNanoUsd: 0n, remainingNanoUsd: 0n }],
        ...[
          { kind: 'week', limitNanoUsd: usd(0.5), usedNanoUsd: usd(0.4), heldNanoUsd: 0n, remainingNanoUsd: usd(0.1) },
        ],
        ...[
          { kind: 'month', limitNanoUsd: usd(0.6), usedNanoUsd: usd(0.4), heldNanoUsd: 0n, remainingNanoUsd: usd(0.2) },
        ],
      ].map((window, index) => ({
        ...window,
        resetsAt: new Date(['2026-10-25T23:00:00Z', '2026-10-27T11:00:00Z', '2026-11-20T11:00:00Z'][index] ?? ''),
      })),
    )
    expect(await spend(customer, '2026-10-26T12:00:00Z', 0.2)).toBe('subscription_week')
    expect(await spend(customer, '2026-10-27T11:00:00Z', 0.2)).toBe('subscription')
    expect(await spend(customer, '2026-10-29T11:00:00Z', 0.1)).toBe('subscription_month')
    expect(await spend(customer, '2026-11-20T11:00:00Z', 0.1)).toBe('subscription')
  })

  it('is not filled again by changing the timezone', async () => {
    const customer = await createCustomer({ balance: 5, fallbackToBalance: false })
    await subscribe(customer, { day: 0.2, startedAt: '2026-10-20T10:00:00Z' })
    expect(await spend(customer, '2026-10-24T12:00:00Z', 0.2)).toBe('subscription')
    await pool().query(`UPDATE users SET timezone = 'Pacific/Auckland' WHERE id = $1`, [customer.userId])
    expect(await spend(customer, '2026-10-24T12:01:00Z', 0.1)).toBe('subscription_day')
  })

  it('counts a call in the window that admitted it', async () => {
    const customer = await createCustomer({ balance: 5, fallbackToBalance: false })
    await subscribe(customer, { day: 0.2, startedAt: '2026-10-20T10:00:00Z' })
    clock.nowMs = Date.parse('2026-10-24T23:59:59Z')
    const [request] = await hold(own.processId, customer, 0.2)
    expect(await spend(customer, '2026-10-25T00:00:01Z', 0.1)).toBe('subscription')
    await settleRequest(settleInput(own.processId, request, 0.2, { fundedBy: 'subscription' }))
    expect((await subscriptionProgress(customer.userId, new Date('2026-10-25T00:00:02Z')))?.windows).toMatchObject([
      ...[{ usedNanoUsd: usd(0.1), heldNanoUsd: 0n }],
    ])
  })
})

describe('a subscription', () => {
  const planInput = { priceNanoUsd: usd(10), allowanceMonthNanoUsd: usd(1), interval: 'month' as const }

  it('is granted, upgraded, renewed and ended', async () => {
    const customer = await createCustomer({ balance: 5, fallbackToBalance: false })
    const small = await createPlan(ctx, { ...planInput, name: `small ${customer.userId}` })
    const large = await createPlan(ctx, {
      ...planInput,
      name: `large ${customer.userId}`,
      allowanceMonthNanoUsd: usd(3),
    })
    const periodStart = new Date('2026-10-31T10:00:00Z')
    const { id, periodEnd } = await grantSubscription(ctx, customer.userId, { planId: small.id, periodStart })
    expect(periodEnd).toBe('2026-11-30T10:00:00.000Z')
    await expect(grantSubscription(ctx, customer.userId, { planId: large.id, periodStart })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await spend(customer, '2026-11-01T00:00:00Z', 1)).toBe('subscription')
    expect(await spend(customer, '2026-11-01T00:01:00Z', 1)).toBe('subscription_month')
    await changePlan(ctx, id, large.id)
    expect(await spend(customer, '2026-11-01T00:02:00Z', 1.5)).toBe('subscription')
    expect(await spend(customer, '2026-11-01T00:03:00Z', 1)).toBe('subscription_month')
    const period = { start: new Date('2026-11-30T10:00:00Z'), end: new Date('2026-12-31T10:00:00Z') }
    await renewSubscription(ctx, id, period)
    expect(await renewSubscription(ctx, id, period)).toMatchObject({ periodEnd: period.end.toISOString() })
    expect(await spend(customer, '2026-11-30T10:00:00Z', 3)).toBe('subscription')
    await cancelSubscription(ctx, id)
    expect(await findCurrentSubscription(customer.userId, new Date('2026-12-31T09:59:59Z'))).toMatchObject({
      cancelAtPeriodEnd: true,
    })
    expect(await rollSubscriptions(new Date('2026-12-31T10:00:00Z'))).toBeGreaterThan(0)
    expect(await findCurrentSubscription(customer.userId, new Date('2026-12-31T10:00:00Z'))).toBeNull()
    expect(await spend(customer, '2026-12-31T10:00:00Z', 0.1)).toBe('wallet')
  })

  it('that was granted renews by itself, on its own day of the month', async () => {
    const customer = await createCustomer()
    const plan = await createPlan(ctx, { ...planInput, name: `granted ${customer.userId}` })
    await grantSubscription(ctx, customer.userId, { planId: plan.id, periodStart: new Date('2026-01-31T00:00:00Z') })
    await rollSubscriptions(new Date('2026-03-05T00:00:00Z'))
    expect(await findCurrentSubscription(customer.userId, new Date('2026-03-05T00:00:00Z'))).toMatchObject({
      ...{ periodStart: '2026-02-28T00:00:00.000Z', periodEnd: '2026-03-31T00:00:00.000Z' },
    })
  })

  it('takes a changed plan over with the next call', async () => {
    const customer = await createCustomer({ fallbackToBalance: false })
    const plan = await createPlan(ctx, { ...planInput, name: `changed ${customer.userId}` })
    await grantSubscription(ctx, customer.userId, { planId: plan.id, periodStart: new Date('2026-11-01T00:00:00Z') })
    expect(await spend(customer, '2026-11-02T00:00:00Z', 1)).toBe('subscription')
    await expect(updatePlan(ctx, plan.id, { version: 7, allowanceMonthNanoUsd: usd(2) })).rejects.toMatchObject({
      code: 'conflict',
    })
    await updatePlan(ctx, plan.id, { allowanceMonthNanoUsd: usd(2) })
    expect(await spend(customer, '2026-11-02T00:00:01Z', 1)).toBe('subscription')
  })
})
