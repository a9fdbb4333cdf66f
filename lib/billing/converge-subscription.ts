import { systemContext } from '../auth/actor-context'
import type { Prisma } from '../db/prisma'
import {
  cancelSubscription,
  changePlan,
  grantSubscription,
  markPastDue,
  renewSubscription,
  resumeSubscription,
} from '../subscriptions'
import { sendRenewalFailedMail } from './billing-mails'
import { bookInvoices } from './book-invoices'
import { readSubscription, type SubscriptionFacts } from './read-subscription'
import { giveBackSurplus } from './surplus-subscription'
import type { AfterCommit } from './types'

type Tx = Prisma.TransactionClient
type Row = Prisma.SubscriptionGetPayload<Record<string, never>>

const ctx = systemContext('stripe')
const unpaidStatuses = ['past_due', 'unpaid']
const endedStatuses = ['canceled', 'incomplete_expired']

async function planOf(tx: Tx, productId: string | null): Promise<string | null> {
  const plan = productId === null ? null : await tx.plan.findFirst({ where: { stripeProductId: productId } })
  return plan?.id ?? null
}

/** The first paid period begins the plan; a plan that an admin or a code gave ends then. */
async function begin(tx: Tx, userId: string, planId: string, facts: SubscriptionFacts): Promise<Row | null> {
  const { paid } = facts
  if (!paid) return null
  const running = await tx.subscription.findFirst({
    where: { userId, status: { not: 'ended' }, periodEnd: { gt: paid.period.start } },
  })
  if (running?.stripeSubscriptionId) return null
  if (running) await cancelSubscription(ctx, running.id, { immediately: true }, tx)
  const view = await grantSubscription(
    ctx,
    userId,
    {
      ...{ planId, stripeSubscriptionId: facts.id, cancelAtPeriodEnd: facts.endsWithPeriod },
      ...{ startedAt: facts.startedAt, periodStart: paid.period.start, periodEnd: paid.period.end },
    },
    tx,
  )
  return await tx.subscription.findUniqueOrThrow({ where: { id: view.id } })
}

/** Plan and period are what was paid for; the rest is what Stripe says. Each verb does nothing when it is so already. */
async function follow(tx: Tx, row: Row, facts: SubscriptionFacts): Promise<void> {
  const { paid, status } = facts
  if (endedStatuses.includes(status)) {
    await cancelSubscription(ctx, row.id, { immediately: true }, tx)
    return
  }
  const planId = paid && (await planOf(tx, paid.productId))
  if (planId && planId !== row.planId) await changePlan(ctx, row.id, planId, tx)
  const isUnpaid = unpaidStatuses.includes(status)
  if (paid && !(isUnpaid && paid.period.end <= row.periodEnd)) await renewSubscription(ctx, row.id, paid.period, tx)
  if (isUnpaid) await markPastDue(ctx, row.id, tx)
  if (facts.endsWithPeriod) await cancelSubscription(ctx, row.id, {}, tx)
  else await resumeSubscription(ctx, row.id, tx)
  const next = await planOf(tx, facts.nextProductId)
  const nextPlanId = next === (planId ?? row.planId) ? null : next
  if (nextPlanId !== row.nextPlanId) await tx.subscription.update({ where: { id: row.id }, data: { nextPlanId } })
}

async function writeCheckout(tx: Tx, facts: SubscriptionFacts, isSurplus: boolean): Promise<void> {
  if (facts.checkoutId === null) return
  const isOver = endedStatuses.includes(facts.status)
  const status = isSurplus ? 'refunded' : facts.paid ? 'paid' : isOver ? 'failed' : 'pending'
  const failure = isSurplus ? 'second_plan' : status === 'failed' ? 'not_paid' : null
  const where = { id: facts.checkoutId, kind: 'subscription' as const }
  await tx.checkout.updateMany({ where, data: { status, failure } })
}

/** A second plan bought while one runs (two open pages): ended and paid back in full, before anything is written. */
async function isSurplus(tx: Tx, userId: string, row: Row | null, facts: SubscriptionFacts): Promise<boolean> {
  if (row || !facts.paid) return false
  const isOver = endedStatuses.includes(facts.status)
  const running = isOver
    ? 0
    : await tx.subscription.count({
        where: {
          ...{ userId, status: { not: 'ended' }, stripeSubscriptionId: { not: null } },
          periodEnd: { gt: facts.paid.period.start },
        },
      })
  if (running === 0 && !facts.isMarkedSurplus) return false
  await giveBackSurplus(facts)
  return true
}

/** Brings a customer's plan to what Stripe says of its subscription and its paid invoices. */
export async function convergeSubscription(tx: Tx, id: string): Promise<AfterCommit | null> {
  const facts = await readSubscription(id)
  const user = await tx.user.findUnique({ where: { stripeCustomerId: facts.customerId } })
  if (!user) return null
  const userId = user.id
  const before = await tx.subscription.findUnique({ where: { stripeSubscriptionId: id } })
  const surplus = await isSurplus(tx, userId, before, facts)
  await bookInvoices(tx, userId, facts.paidInvoices)
  const planId = before ? null : await planOf(tx, facts.paid?.productId ?? null)
  const row = before ?? (surplus || planId === null ? null : await begin(tx, userId, planId, facts))
  if (row) await follow(tx, row, facts)
  await writeCheckout(tx, facts, surplus)
  const after = row && (await tx.subscription.findUnique({ where: { id: row.id }, include: { plan: true } }))
  const hasFailed = before?.status === 'active' && after?.status === 'past_due'
  const mails = hasFailed ? [async () => await sendRenewalFailedMail(userId, after.plan.name)] : []
  return { userId, subscription: true, mails }
}
