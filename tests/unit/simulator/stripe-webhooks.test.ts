import type { Stripe } from 'stripe'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RunningServer, startStripeSimulator } from '../../../dev/simulator/index'
import { control, Receiver, stripeAt, webhookSecret } from './stripe-support'

let simulator: RunningServer
let stripe: Stripe
let receiver: Receiver

beforeAll(async () => {
  simulator = await startStripeSimulator({ webhookSecret })
  stripe = stripeAt(simulator.url)
  receiver = new Receiver(stripe)
  await receiver.start()
})
beforeEach(async () => {
  await control(simulator.url, 'webhooks', { url: receiver.url })
  receiver.events.length = 0
  receiver.requests = 0
})
afterAll(async () => {
  await simulator.close()
  await receiver.close()
})

async function pay(): Promise<Stripe.PaymentIntent> {
  const customer = await stripe.customers.create({ email: 'w@example.com' })
  return stripe.paymentIntents.create({
    amount: 700,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: true,
    off_session: true,
  })
}

it('sends signed events with the object as it was then', async () => {
  const intent = await pay()
  await receiver.until((types) => types.includes('payment_intent.succeeded'))
  const created = receiver.events.find((event) => event.type === 'payment_intent.created')
  expect(created?.data.object).toMatchObject({ id: intent.id, status: 'requires_confirmation' })
  const succeeded = receiver.events.find((event) => event.type === 'payment_intent.succeeded')
  expect(succeeded?.data.object).toMatchObject({ id: intent.id, status: 'succeeded' })
  expect(succeeded?.api_version).toBe('2026-10-28.endive')
  expect(await stripe.events.retrieve(succeeded?.id ?? '')).toMatchObject({ type: 'payment_intent.succeeded' })
})

it('tries again until the endpoint takes the event', async () => {
  receiver.refuse = 2
  await stripe.customers.create({})
  await receiver.until((types) => types.includes('customer.created'))
  expect(receiver.requests).toBe(3)
})

it('sends duplicates when told to', async () => {
  await control(simulator.url, 'webhooks', { duplicate: true })
  await stripe.customers.create({})
  await receiver.until((types) => types.length === 2)
  expect(receiver.events[0]?.id).toBe(receiver.events[1]?.id)
})

it('sends in another order when told to', async () => {
  await control(simulator.url, 'webhooks', { reorder: true })
  await pay()
  await receiver.until((types) => types.length === 4)
  const types = receiver.types()
  expect(types.indexOf('payment_intent.succeeded')).toBeLessThan(types.indexOf('customer.created'))
})

it('waits when told to', async () => {
  await control(simulator.url, 'webhooks', { delayMs: 300 })
  const before = performance.now()
  await stripe.customers.create({})
  await receiver.until((types) => types.length === 1)
  expect(performance.now() - before).toBeGreaterThan(290)
})

it('loses what it is told to lose, and still lists it', async () => {
  await control(simulator.url, 'webhooks', { lose: ['payment_intent.succeeded'] })
  const intent = await pay()
  await receiver.until((types) => types.includes('charge.succeeded'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(receiver.types()).not.toContain('payment_intent.succeeded')
  const listed = await stripe.events.list({ types: ['payment_intent.succeeded'], limit: 1 })
  expect(listed.data[0]?.data.object).toMatchObject({ id: intent.id })
  const missing = await stripe.events.list({ delivery_success: false })
  expect(missing.data.map((event) => event.type)).toEqual(['payment_intent.succeeded'])
})
