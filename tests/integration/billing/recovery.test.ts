import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { reconcileCheckouts, reconcileEvents, retryEvents, webhookDoor } from '@/lib/billing'
import { findRoots } from '@/lib/billing/find-roots'
import { storeEvent } from '@/lib/billing/receive-webhook'
import { stripe } from '@/lib/billing/stripe-client'
import { pool } from '@/lib/db/pg'
import { prisma } from '@/lib/db/prisma'
import { getBalance } from '@/lib/ledger'
import { setTestEnvironment } from '../../support/test-environment'
import {
  billingForFile,
  control,
  createBuyer,
  deliver,
  deliverAll,
  expectSound,
  intentOf,
  newEvents,
  openTopUp,
  pay,
  stateOf,
  usd,
} from './support'

const world = billingForFile()
let door: Server
let doorUrl = ''
let answers: number[] = []

beforeAll(async () => {
  door = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', async () => {
      const headers = { 'stripe-signature': String(req.headers['stripe-signature']) }
      const answer = await webhookDoor(new Request(doorUrl, { method: 'POST', body: Buffer.concat(chunks), headers }))
      answers.push(answer.status)
      res.writeHead(answer.status).end(await answer.text())
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  doorUrl = `http://127.0.0.1:${address.port}/api/webhooks/stripe`
})

afterEach(async () => {
  await control(world, 'webhooks', { url: null })
  await deliverAll(await newEvents())
  answers = []
})

afterAll(async () => {
  await new Promise((resolve) => door.close(resolve))
  await expectSound()
})

async function untilBalance(userId: string, amount: bigint): Promise<void> {
  await vi.waitFor(async () => expect((await getBalance(userId)).balanceNanoUsd).toBe(amount), { timeout: 20_000 })
}

it('signed webhooks of the simulator, doubled and reordered, credit once', async () => {
  await control(world, 'webhooks', { url: doorUrl, duplicate: 2, reorder: true })
  const buyer = await createBuyer()
  await pay(world, await openTopUp(buyer, 15))
  await untilBalance(buyer.userId, usd(15))
  await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(6), { timeout: 20_000 })
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(15) })
})

it('an endpoint that was away gets the event again and processes it', async () => {
  const buyer = await createBuyer()
  const id = await openTopUp(buyer, 15)
  await control(world, 'webhooks', { url: doorUrl, secret: 'whsec_not_ours_at_all' })
  await pay(world, id)
  await vi.waitFor(() => expect(answers).toContain(400), { timeout: 20_000 })
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: 0n })
  await control(world, 'webhooks', { url: doorUrl, secret: 'whsec_integration_test' })
  await untilBalance(buyer.userId, usd(15))
})

it('an event that was received and not processed (a crash in between) is processed by whoever comes next', async () => {
  const [first, second] = [await createBuyer(), await createBuyer()]
  await pay(world, await openTopUp(first, 10))
  const crashed = await newEvents()
  for (const event of crashed) await storeEvent(event)
  expect(await getBalance(first.userId)).toMatchObject({ balanceNanoUsd: 0n })
  // Stripe repeats it.
  await deliverAll(crashed)
  expect(await getBalance(first.userId)).toMatchObject({ balanceNanoUsd: usd(10) })

  await pay(world, await openTopUp(second, 10))
  for (const event of await newEvents()) await storeEvent(event)
  expect(await retryEvents()).toBe(0)
  await pool().query("UPDATE stripe_events SET received_at = now() - interval '1 minute' WHERE status = 'received'")
  expect(await retryEvents()).toBe(2)
  expect(await getBalance(second.userId)).toMatchObject({ balanceNanoUsd: usd(10) })
  expect(await retryEvents()).toBe(0)
})

it('a crash while it is converged leaves neither credit nor a processed event; the next try makes both', async () => {
  const buyer = await createBuyer()
  await pay(world, await openTopUp(buyer, 10))
  const events = await newEvents()
  // The credit is written before the event is marked: this breaks the marking, in the same transaction.
  await pool().query(
    "ALTER TABLE stripe_events ADD CONSTRAINT crash CHECK (status <> 'processed' OR processed_at < now() - interval '1 year') NOT VALID",
  )
  for (const event of events) await expect(deliver(event)).rejects.toThrow()
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: 0n })
  await pool().query('ALTER TABLE stripe_events DROP CONSTRAINT crash')
  await deliverAll(events)
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(10) })
})

it('lost webhooks of any kind are found by listing the events since the last seen one', async () => {
  await reconcileEvents()
  const [buyer, refunded] = [await createBuyer(), await createBuyer()]
  await pay(world, await openTopUp(buyer, 15))
  const id = await openTopUp(refunded, 20)
  await pay(world, id)
  await stripe().refunds.create({ payment_intent: await intentOf(id), amount: 500 })
  expect((await reconcileEvents()).recovered).toBeGreaterThanOrEqual(6)
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(15) })
  expect(await getBalance(refunded.userId)).toMatchObject({ balanceNanoUsd: usd(15) })
  expect(await reconcileEvents()).toMatchObject({ recovered: 0 })
})

it('an open purchase is asked about each minute: paid ones are credited, ended ones shown', async () => {
  const [paid, left] = [await createBuyer(), await createBuyer()]
  await pay(world, await openTopUp(paid, 15))
  const expired = await openTopUp(left, 15)
  const { stripeSessionId } = await prisma().checkout.findUniqueOrThrow({ where: { id: expired } })
  await stripe().checkout.sessions.expire(stripeSessionId ?? '')
  await pool().query("UPDATE checkouts SET updated_at = now() - interval '1 minute'")
  expect(await reconcileCheckouts()).toMatchObject({ failed: 0 })
  expect(await getBalance(paid.userId)).toMatchObject({ balanceNanoUsd: usd(15) })
  expect(await stateOf(left.userId)).toMatchObject({ balance: 0n, checkouts: [{ status: 'expired' }] })
})

it('while Stripe can’t be reached an event stays received, and the error makes Stripe send it again', async () => {
  const buyer = await createBuyer()
  await pay(world, await openTopUp(buyer, 10))
  const events = await newEvents()
  const [event] = events
  if (!event) throw new Error('no event')
  setTestEnvironment({ STRIPE_SIMULATOR_URL: 'http://127.0.0.1:9' })
  await expect(deliver(event)).rejects.toMatchObject({ code: 'upstream_failed' })
  expect(await prisma().stripeEvent.findUnique({ where: { id: event.id } })).toMatchObject({
    status: 'received',
    attempts: 1,
  })
  setTestEnvironment({ STRIPE_SIMULATOR_URL: world.url })
  await deliverAll(events)
  expect(await getBalance(buyer.userId)).toMatchObject({ balanceNanoUsd: usd(10) })
})

it('an event about something that isn’t ours, or isn’t there, is processed and changes nothing', async () => {
  expect(await findRoots('payment_intent.succeeded', 'pi_unknown')).toEqual([])
  const intent = await stripe().paymentIntents.create({
    amount: 500,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
  })
  const events = await newEvents()
  expect(events.map((event) => event.type)).toEqual(['payment_intent.succeeded'])
  await deliverAll(events)
  const stored = await prisma().stripeEvent.findFirstOrThrow({ where: { objectId: intent.id } })
  expect(stored).toMatchObject({ status: 'processed' })
})
