import { expect, it } from 'vitest'
import { cancelPlan, resumePlan, startSubscriptionCheckout, switchPlan } from '@/lib/billing'
import { stripe } from '@/lib/billing/stripe-client'
import { pool } from '@/lib/db/pg'
import { prisma } from '@/lib/db/prisma'
import type { PlanView } from '@/lib/plans'
import { findCurrentSubscription, grantSubscription } from '@/lib/subscriptions'
import {
  type Buyer,
  billingForFile,
  control,
  createBuyer,
  deliverAll,
  expectSound,
  makePlan,
  newEvents,
  pay,
  stateOf,
  system,
  usd,
} from './support'

const world = billingForFile()
const daySeconds = 86_400

async function subscribe(buyer: Buyer, plan: PlanView, method = 'good'): Promise<string> {
  const { checkoutId } = await startSubscriptionCheckout(buyer.ctx, buyer.userId, plan.id)
  await pay(world, checkoutId, method)
  await deliverAll(await newEvents())
  return checkoutId
}

async function current({ userId }: Buyer) {
  return await prisma().subscription.findFirstOrThrow({ where: { userId, status: { not: 'ended' } } })
}

async function use(subscriptionId: string, amount: bigint): Promise<void> {
  await pool().query(
    `INSERT INTO quota_windows (subscription_id, kind, starts_at, ends_at, limit_nano_usd, used_nano_usd)
     VALUES ($1, 'month', now(), now() + interval '30 days', 1000000000000, $2)
     ON CONFLICT (subscription_id, kind) DO UPDATE SET used_nano_usd = excluded.used_nano_usd`,
    [subscriptionId, amount.toString()],
  )
}

async function used(subscriptionId: string): Promise<bigint | undefined> {
  return (await prisma().quotaWindow.findFirst({ where: { subscriptionId } }))?.usedNanoUsd
}

async function income(userId: string): Promise<string> {
  const { rows } = await pool().query<{ sum: string }>(
    `SELECT coalesce(sum(CASE WHEN credit_account = 'subscriptions' THEN amount_nano_usd ELSE -amount_nano_usd END), 0)::text AS sum
     FROM transfers WHERE user_id = $1 AND 'subscriptions' IN (debit_account, credit_account)`,
    [userId],
  )
  return rows[0]?.sum ?? ''
}

it('a plan begins when it is paid, its income is booked, and a second one can’t be bought beside it', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  await subscribe(buyer, plan)
  expect(await stateOf(buyer.userId)).toMatchObject({
    ...{ balance: 0n, checkouts: [{ kind: 'subscription', status: 'paid' }] },
    subscriptions: [{ plan: plan.id, status: 'active', cancel: false, next: null }],
  })
  expect(await income(buyer.userId)).toBe(usd(20).toString())
  const second = startSubscriptionCheckout(buyer.ctx, buyer.userId, (await makePlan('Other', 5, 5)).id)
  await expect(second).rejects.toMatchObject({ code: 'conflict' })
  await expectSound()
})

it('a plan that was given ends when a bought one begins', async () => {
  const buyer = await createBuyer()
  const [given, bought] = [await makePlan('Given', 10, 10), await makePlan('Bought', 20, 20)]
  await grantSubscription(system, buyer.userId, { planId: given.id })
  await subscribe(buyer, bought)
  expect(await current(buyer)).toMatchObject({ planId: bought.id })
  expect(await prisma().subscription.count({ where: { userId: buyer.userId, status: 'ended' } })).toBe(1)
})

it('a plan whose first payment is on its way, or fails, has not begun', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  await subscribe(buyer, plan, 'delayed_failing')
  expect(await stateOf(buyer.userId)).toMatchObject({ subscriptions: [], checkouts: [{ status: 'pending' }] })
  await control(world, 'settle', {})
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({ subscriptions: [] })
  expect(await income(buyer.userId)).toBe('0')
})

it('a renewal refills the allowance; one that can’t be paid leaves the plan to the end of what was paid, then past due', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  await subscribe(buyer, plan)
  const first = await current(buyer)
  await use(first.id, usd(39))
  await control(world, 'advance', { seconds: 32 * daySeconds })
  await deliverAll(await newEvents())
  const renewed = await current(buyer)
  expect(+renewed.periodStart).toBe(+first.periodEnd)
  expect(await used(first.id)).toBe(0n)
  expect(await income(buyer.userId)).toBe(usd(40).toString())

  const { stripeCustomerId: customer } = await prisma().user.findUniqueOrThrow({ where: { id: buyer.userId } })
  const bad = await stripe().paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer ?? '' })
  await stripe().subscriptions.update(first.stripeSubscriptionId ?? '', { default_payment_method: bad.id })
  await control(world, 'advance', { seconds: 31 * daySeconds })
  await deliverAll(await newEvents())
  const late = await current(buyer)
  expect(late).toMatchObject({ status: 'past_due', periodEnd: renewed.periodEnd })
  expect(await income(buyer.userId)).toBe(usd(40).toString())
  await control(world, 'advance', { seconds: 20 * daySeconds })
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({ subscriptions: [{ status: 'ended' }] })
  await expectSound()
})

it('an upgrade is paid and begins at once, keeping what was used; a downgrade waits for the next period', async () => {
  const buyer = await createBuyer()
  const [small, large] = [await makePlan('Small', 10, 10), await makePlan('Large', 40, 60)]
  await subscribe(buyer, small)
  const { id } = await current(buyer)
  await use(id, usd(9))
  expect(await switchPlan(buyer.ctx, id, large.id)).toEqual({ planId: large.id, when: 'now' })
  expect(await current(buyer)).toMatchObject({ planId: large.id, nextPlanId: null })
  expect(await used(id)).toBe(usd(9))
  const afterUpgrade = await income(buyer.userId)
  expect(BigInt(afterUpgrade)).toBeGreaterThan(usd(39))

  expect(await switchPlan(buyer.ctx, id, small.id)).toEqual({ planId: small.id, when: 'next_period' })
  expect(await current(buyer)).toMatchObject({ planId: large.id, nextPlanId: small.id })
  expect(await income(buyer.userId)).toBe(afterUpgrade)
  await switchPlan(buyer.ctx, id, large.id)
  expect(await current(buyer)).toMatchObject({ planId: large.id, nextPlanId: null })
  await switchPlan(buyer.ctx, id, small.id)
  await control(world, 'advance', { seconds: 32 * daySeconds })
  await deliverAll(await newEvents())
  expect(await current(buyer)).toMatchObject({ planId: small.id, nextPlanId: null })
  expect(BigInt(await income(buyer.userId)) - BigInt(afterUpgrade)).toBe(usd(10))
})

it('an upgrade that the card refuses changes nothing', async () => {
  const buyer = await createBuyer()
  const [small, large] = [await makePlan('Small', 10, 10), await makePlan('Large', 40, 60)]
  await subscribe(buyer, small, 'fails_later')
  const before = await stateOf(buyer.userId)
  const { id } = await current(buyer)
  await expect(switchPlan(buyer.ctx, id, large.id)).rejects.toMatchObject({ code: 'conflict' })
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toEqual(before)
})

it('a cancelled plan runs to the end of its period and can be taken up again until then', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  await subscribe(buyer, plan)
  const { id } = await current(buyer)
  await cancelPlan(buyer.ctx, id)
  await deliverAll(await newEvents())
  expect(await current(buyer)).toMatchObject({ status: 'active', cancelAtPeriodEnd: true })
  const { periodEnd } = await current(buyer)
  expect(await findCurrentSubscription(buyer.userId, new Date(+periodEnd - 1))).not.toBeNull()
  await resumePlan(buyer.ctx, id)
  expect(await current(buyer)).toMatchObject({ cancelAtPeriodEnd: false })
  await cancelPlan(buyer.ctx, id)
  await control(world, 'advance', { seconds: 32 * daySeconds })
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({ subscriptions: [{ status: 'ended', cancel: true }] })
  expect(await income(buyer.userId)).toBe(usd(20).toString())
})

it('two pages for a plan, both paid: the first one runs, the second is ended and paid back', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  const first = await startSubscriptionCheckout(buyer.ctx, buyer.userId, plan.id)
  await pay(world, first.checkoutId)
  const second = await startSubscriptionCheckout(buyer.ctx, buyer.userId, plan.id)
  await pay(world, second.checkoutId)
  await deliverAll(await newEvents())
  await deliverAll(await newEvents())
  expect(await stateOf(buyer.userId)).toMatchObject({
    subscriptions: [{ plan: plan.id, status: 'active' }],
    checkouts: [{ status: 'paid' }, { status: 'refunded', failure: 'second_plan' }],
  })
  expect(await income(buyer.userId)).toBe(usd(20).toString())
  await expectSound()
})

it('a plan’s payment that is refunded or disputed is no income; the dispute flags the customer', async () => {
  const [buyer, plan] = [await createBuyer(), await makePlan('Starter', 20, 40)]
  await subscribe(buyer, plan)
  const { stripeSubscriptionId } = await current(buyer)
  const invoices = await stripe().invoices.list({ subscription: stripeSubscriptionId ?? '' })
  const payments = await stripe().invoicePayments.list({ invoice: invoices.data[0]?.id ?? '' })
  const payment_intent = String(payments.data[0]?.payment.payment_intent)
  await stripe().refunds.create({ payment_intent, amount: 500 })
  await deliverAll(await newEvents())
  expect(await income(buyer.userId)).toBe(usd(15).toString())
  const dispute = await control(world, 'disputes', { payment_intent })
  await deliverAll(await newEvents())
  expect(await income(buyer.userId)).toBe('0')
  expect(await stateOf(buyer.userId)).toMatchObject({ flagged: true, subscriptions: [{ status: 'active' }] })
  await control(world, `disputes/${String(dispute['id'])}/close`, { status: 'won' })
  await deliverAll(await newEvents())
  expect(await income(buyer.userId)).toBe(usd(15).toString())
  await expectSound()
})

it('another customer can neither change nor cancel someone’s plan', async () => {
  const [buyer, other] = [await createBuyer(), await createBuyer()]
  await subscribe(buyer, await makePlan('Starter', 20, 40))
  const { id, planId } = await current(buyer)
  const attempts = [
    () => cancelPlan(other.ctx, id),
    () => resumePlan(other.ctx, id),
    () => switchPlan(other.ctx, id, planId),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})
