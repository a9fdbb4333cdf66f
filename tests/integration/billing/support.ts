import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Stripe } from 'stripe'
import { afterAll, beforeAll, expect } from 'vitest'
import { startStripeSimulator } from '@/dev/simulator'
import type { ActorContext } from '@/lib/auth/types'
import { startTopUpCheckout } from '@/lib/billing'
import { handledEvents } from '@/lib/billing/find-roots'
import { receiveWebhook } from '@/lib/billing/receive-webhook'
import { stripe } from '@/lib/billing/stripe-client'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import { closeLedger, getBalance, reconcile, startLedger, trialBalance } from '@/lib/ledger'
import { createPlan, type PlanView } from '@/lib/plans'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

export const usd = (amount: number): bigint => BigInt(Math.round(amount * 100)) * 10_000_000n
export const webhookSecret = 'whsec_integration_test'

type World = { url: string; outbox: string }

/** A database, a Stripe simulator and a started ledger of the calling file's own. No webhook comes by itself. */
export function billingForFile(): World {
  const world: World = { url: '', outbox: '' }
  let database: TestDatabase | undefined
  let simulator: { url: string; close(): Promise<void> } | undefined
  beforeAll(async () => {
    database = await createTestDatabase()
    simulator = await startStripeSimulator({ webhookSecret })
    world.url = simulator.url
    const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-test-'))
    world.outbox = path.join(folder, 'outbox')
    setTestEnvironment({
      ...{ EMBEDDED_DATABASE_URL: database.url, DATA_DIR: folder, STRIPE_SIMULATOR_URL: simulator.url },
      ...{ STRIPE_SECRET_KEY: 'sk_test_integration', STRIPE_WEBHOOK_SECRET: webhookSecret },
    })
    await startLedger({ processId: createId('process'), role: 'all' })
  })
  afterAll(async () => {
    await closeLedger()
    await closePrisma()
    await closePool()
    await simulator?.close()
    await database?.drop()
  })
  return world
}

export type Buyer = { userId: string; ctx: ActorContext }

export async function createBuyer(): Promise<Buyer> {
  const userId = createId('user')
  await prisma().user.create({ data: { id: userId, email: `${userId}@example.com`, wallet: { create: {} } } })
  return { userId, ctx: { actor: { kind: 'customer', userId }, address: '', requestId: '' } }
}

export const system: ActorContext = { actor: { kind: 'system', name: 'test' }, address: '', requestId: '' }

export async function makePlan(name: string, price: number, allowance: number): Promise<PlanView> {
  return await createPlan(system, {
    ...{ name: `${name} ${createId('plan')}`, priceNanoUsd: usd(price), interval: 'month' as const },
    allowanceMonthNanoUsd: usd(allowance),
  })
}

/** One call of the simulator's control. */
export async function control(world: World, route: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.url}/_sim/${route}`, { method: 'POST', body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`/_sim/${route}: ${answer.status} ${text}`)
  return { ...Object(JSON.parse(text)) }
}

/** Pays on the page as a buyer would. */
export async function pay(world: World, checkoutId: string, method = 'good', promotionCode = false): Promise<void> {
  const { stripeSessionId: session } = await prisma().checkout.findUniqueOrThrow({ where: { id: checkoutId } })
  await control(world, 'checkout', { session, method, promotionCode })
}

export async function intentOf(checkoutId: string): Promise<string> {
  const { stripeSessionId } = await prisma().checkout.findUniqueOrThrow({ where: { id: checkoutId } })
  const session = await stripe().checkout.sessions.retrieve(stripeSessionId ?? '')
  if (typeof session.payment_intent !== 'string') throw new Error('the session has no payment')
  return session.payment_intent
}

/** Opens a purchase of credit; nothing is paid yet. */
export async function openTopUp({ ctx, userId }: Buyer, amount: number): Promise<string> {
  return (await startTopUpCheckout(ctx, userId, { amountNanoUsd: usd(amount) })).checkoutId
}

const seen = new Set<string>()

/** The events that we handle which the simulator made since the last call, oldest first. */
export async function newEvents(): Promise<Stripe.Event[]> {
  const found: Stripe.Event[] = []
  for await (const event of stripe().events.list({ types: [...handledEvents], limit: 100 })) {
    if (seen.has(event.id)) break
    found.push(event)
  }
  for (const event of found) seen.add(event.id)
  return found.reverse()
}

/** One signed webhook call with this event, as Stripe makes it. */
export async function deliver(event: Stripe.Event): Promise<void> {
  const payload = JSON.stringify(event)
  const header = stripe().webhooks.generateTestHeaderString({ payload, secret: webhookSecret })
  await receiveWebhook(payload, header)
}

export async function deliverAll(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) await deliver(event)
}

/** Everything that a customer has and owes, without ids and times of ours. */
export async function stateOf(userId: string): Promise<object> {
  const [balance, user, checkouts, subscriptions] = await Promise.all([
    getBalance(userId),
    prisma().user.findUniqueOrThrow({ where: { id: userId } }),
    prisma().checkout.findMany({ where: { userId }, orderBy: { id: 'asc' } }),
    prisma().subscription.findMany({ where: { userId }, orderBy: { id: 'asc' }, include: { plan: true } }),
  ])
  // A dispute that was won may have been seen while it was open, or not: what counts is what it left.
  const { rows } = await pool().query(
    `SELECT kind, sum(amount)::text AS amount FROM (
       SELECT CASE kind WHEN 'correction' THEN 'dispute' ELSE kind END AS kind,
         CASE WHEN debit_account LIKE 'wallet:%' THEN -amount_nano_usd ELSE amount_nano_usd END AS amount
       FROM transfers WHERE user_id = $1 AND NOT (debit_account = 'loss' OR credit_account = 'loss')) moved
     GROUP BY kind HAVING sum(amount) <> 0 ORDER BY kind`,
    [userId],
  )
  return {
    balance: balance.balanceNanoUsd,
    flagged: user.lossFlaggedAt !== null,
    checkouts: checkouts.map(({ kind, status, creditedNanoUsd, refundedNanoUsd, failure }) => ({
      ...{ kind, status, creditedNanoUsd, refundedNanoUsd, failure },
    })),
    subscriptions: subscriptions.map((row) => ({
      ...{ plan: row.plan.id, status: row.status, next: row.nextPlanId, cancel: row.cancelAtPeriodEnd },
      ...{ renewed: row.periodStart > row.startedAt },
    })),
    moved: rows,
  }
}

/** Σ of all accounts is zero, no wallet is below zero, every balance is what its transfers say. */
export async function expectSound(): Promise<void> {
  const { invariants } = await trialBalance()
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
  expect(await reconcile()).toEqual([])
}
