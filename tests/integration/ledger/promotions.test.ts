import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import {
  expirePromotions,
  getBalance,
  giveBackCredit,
  grantPromotion,
  reconcile,
  settleRequest,
  takeBackCredit,
  trialBalance,
} from '@/lib/ledger'
import { createPlan } from '@/lib/plans'
import { createRedeemCodes, redeemCode } from '@/lib/redeem-codes'
import { findCurrentSubscription } from '@/lib/subscriptions'
import { clock, createCustomer, heldRequest, hold, ledgerForFile, settleInput, usd } from './fixtures'

const own = ledgerForFile()
const ctx = systemContext('test')
const day = 86_400_000
const cause = (kind = 'test') => ({ kind, id: createId('event') })

afterEach(() => {
  clock.nowMs = null
})
afterAll(closePrisma)

describe('promotional credit', () => {
  it('is spent before paid credit, the part that expires first before the rest', async () => {
    clock.nowMs = Date.parse('2026-11-10T00:00:00Z')
    const customer = await createCustomer({ balance: 1 })
    const { userId } = customer
    await grantPromotion({ userId, amountNanoUsd: usd(0.5), expiresAt: null, cause: cause() })
    await grantPromotion({ userId, amountNanoUsd: usd(0.2), expiresAt: new Date(clock.nowMs + day), cause: cause() })
    const [request] = await hold(own.processId, customer, 0.8)
    const settled = await settleRequest(settleInput(own.processId, request, 0.8))
    expect(settled).toMatchObject({ chargedNanoUsd: usd(0.8), balanceAfterNanoUsd: usd(0.9) })
    expect(await getBalance(userId)).toMatchObject({ promoNanoUsd: 0n, paidNanoUsd: usd(0.9), promoExpiresAt: null })
    const { rows } = await pool().query(
      'SELECT debit_account, amount_nano_usd AS amount FROM transfers WHERE request_id = $1 ORDER BY id',
      [request.requestId],
    )
    expect(rows).toEqual([
      ...[
        { debit_account: `promo:${userId}`, amount: usd(0.7) },
        { debit_account: `wallet:${userId}`, amount: usd(0.1) },
      ],
    ])
  })

  it('is gone from the moment it expires, even before the job has run', async () => {
    clock.nowMs = Date.parse('2026-11-10T00:00:00Z')
    const customer = await createCustomer()
    const { userId } = customer
    await grantPromotion({ userId, amountNanoUsd: usd(1), expiresAt: new Date(clock.nowMs + day), cause: cause() })
    clock.nowMs += day
    expect((await hold(own.processId, customer, 0.1))[1]).toMatchObject({
      kind: 'refused',
      scope: 'wallet',
      availableNanoUsd: 0n,
    })
    expect(await getBalance(userId)).toMatchObject({ balanceNanoUsd: 0n })
  })

  it('ends by the job, but for what a running call holds', async () => {
    clock.nowMs = Date.parse('2026-11-10T00:00:00Z')
    const customer = await createCustomer()
    const { userId } = customer
    await grantPromotion({ userId, amountNanoUsd: usd(1), expiresAt: new Date(clock.nowMs + day), cause: cause() })
    const [request] = await hold(own.processId, customer, 0.4)
    clock.nowMs += day
    expect(await expirePromotions()).toBe(usd(0.6))
    await settleRequest(settleInput(own.processId, request, 0.1))
    clock.nowMs += day
    expect(await expirePromotions()).toBe(usd(0.3))
    expect(await getBalance(userId)).toMatchObject({ balanceNanoUsd: 0n, promoExpiresAt: null })
  })
})

describe('a code', () => {
  it('credits once when fifty customers redeem it at once', async () => {
    const [code] = await createRedeemCodes(ctx, {
      kind: 'credit',
      count: 1,
      amountNanoUsd: usd(5),
      creditDays: 30,
      maxRedemptions: 1,
      batch: 'x',
    })
    const customers = await Promise.all(Array.from({ length: 10 }, () => createCustomer()))
    const tries = Array.from({ length: 50 }, (_, n) =>
      redeemCode(ctx, customers[n % 10]?.userId ?? '', code?.code.toLowerCase() ?? ''),
    )
    const results = await Promise.allSettled(tries)
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    const balances = await Promise.all(customers.map(({ userId }) => getBalance(userId)))
    expect(balances.reduce((sum, balance) => sum + balance.promoNanoUsd, 0n)).toBe(usd(5))
  }, 60_000)

  it('gives each customer once, and days of a plan', async () => {
    const plan = await createPlan(ctx, { name: `gift ${createId('plan')}`, priceNanoUsd: usd(10) })
    const [code] = await createRedeemCodes(ctx, {
      kind: 'plan_days',
      count: 1,
      planId: plan.id,
      planDays: 7,
      maxRedemptions: 10,
      batch: '',
    })
    const { userId } = await createCustomer()
    expect(await redeemCode(ctx, userId, code?.code ?? '')).toMatchObject({ kind: 'plan_days', planId: plan.id })
    expect(await findCurrentSubscription(userId)).toMatchObject({ planId: plan.id, cancelAtPeriodEnd: true })
    await expect(redeemCode(ctx, userId, code?.code ?? '')).rejects.toMatchObject({ code: 'conflict' })
    await expect(redeemCode(ctx, userId, 'NOSUCHCODE')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('money taken back', () => {
  it('stops at zero; the rest is our loss and flags the customer; once', async () => {
    const customer = await createCustomer({ balance: 5 })
    const { userId } = customer
    await settleRequest(settleInput(own.processId, heldRequest(customer), 3))
    const input = { userId, amountNanoUsd: usd(5), kind: 'dispute', cause: cause('stripe_dispute') } as const
    const results = await Promise.all([takeBackCredit(input), takeBackCredit(input)])
    for (const result of results)
      expect(result).toMatchObject({ takenNanoUsd: usd(2), lossNanoUsd: usd(3), balanceNanoUsd: 0n })
    expect(results.filter((result) => result.first)).toHaveLength(1)
    const { rows } = await pool().query('SELECT loss_flagged_at IS NOT NULL AS flagged FROM users WHERE id = $1', [
      userId,
    ])
    expect(rows).toEqual([{ flagged: true }])
    expect(await giveBackCredit({ userId, cause: input.cause })).toBe(usd(2))
    await giveBackCredit({ userId, cause: input.cause })
    expect(await getBalance(userId)).toMatchObject({ balanceNanoUsd: usd(2) })
  })
})

it('the books balance after all of it', async () => {
  expect(await reconcile()).toEqual([])
  const { sumNanoUsd, invariants } = await trialBalance()
  expect(sumNanoUsd).toBe(0n)
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
})
