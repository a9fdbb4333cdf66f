import type { Stripe } from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningServer, startStripeSimulator } from '../../../dev/simulator/index'
import { control, stripeAt, submit, webhookSecret } from './stripe-support'

let simulator: RunningServer
let stripe: Stripe
let basic: Stripe.Price
let pro: Stripe.Price
let customer: Stripe.Customer

const daySeconds = 86_400

beforeAll(async () => {
  simulator = await startStripeSimulator({ webhookSecret })
  stripe = stripeAt(simulator.url)
  const product = await stripe.products.create({ name: 'Plan' })
  const recurring = { interval: 'month' as const }
  basic = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1000,
    recurring,
    nickname: 'Basic',
  })
  pro = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 3000,
    recurring,
    nickname: 'Pro',
  })
})
beforeEach(async () => {
  customer = await stripe.customers.create({ email: 's@example.com' })
})
afterAll(() => simulator.close())

async function subscribe(method = 'good'): Promise<Stripe.Subscription> {
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: basic.id, quantity: 1 }],
    subscription_data: { metadata: { plan: 'basic' } },
    success_url: 'http://app.invalid/ok',
  })
  await control(simulator.url, 'checkout', { session: session.id, method })
  const done = await stripe.checkout.sessions.retrieve(session.id)
  return stripe.subscriptions.retrieve(String(done.subscription))
}

const advance = (days: number) => control(simulator.url, 'advance', { seconds: days * daySeconds })
const invoicesOf = async (subscription: Stripe.Subscription) =>
  (await stripe.invoices.list({ subscription: subscription.id, expand: ['data.payments'] })).data

function itemOf(subscription: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = subscription.items.data
  if (!item) throw new Error('no item')
  return item
}

describe('a subscription', () => {
  it('begins with a paid invoice that names its subscription, its payment and its period', async () => {
    const subscription = await subscribe()
    expect(subscription).toMatchObject({ status: 'active', metadata: { plan: 'basic' } })
    const [invoice] = await invoicesOf(subscription)
    expect(invoice).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      amount_paid: 1000,
      parent: { subscription_details: { subscription: subscription.id, metadata: { plan: 'basic' } } },
    })
    expect(invoice?.payments?.data[0]).toMatchObject({ status: 'paid', payment: { type: 'payment_intent' } })
    const item = itemOf(subscription)
    expect(invoice?.lines.data[0]?.period).toEqual({ start: item.current_period_start, end: item.current_period_end })
  })

  it('renews each month, however far the clock is moved', async () => {
    const subscription = await subscribe()
    await advance(100)
    const invoices = await invoicesOf(subscription)
    expect(invoices.map((invoice) => invoice.billing_reason)).toEqual([
      'subscription_cycle',
      'subscription_cycle',
      'subscription_cycle',
      'subscription_create',
    ])
    const now = await stripe.subscriptions.retrieve(subscription.id)
    expect(itemOf(now).current_period_start).toBe(invoices[0]?.lines.data[0]?.period.start)
    expect(invoices[0]?.created).toBe(itemOf(now).current_period_start)
  })

  it('is past due when a renewal is declined, revived by another card, and ended when nobody cares', async () => {
    const saved = await subscribe('fails_later')
    await advance(31.5)
    expect(await stripe.subscriptions.retrieve(saved.id)).toMatchObject({ status: 'past_due' })
    const [open] = await invoicesOf(saved)
    expect(open).toMatchObject({ status: 'open', attempt_count: 1 })
    const sent = await submit(open?.hosted_invoice_url ?? '', { method: 'good' })
    expect(sent.location).toBe(`/invoice/${open?.id}`)
    expect(await stripe.subscriptions.retrieve(saved.id)).toMatchObject({ status: 'active' })
    await advance(62)
    const ended = await stripe.subscriptions.retrieve(saved.id)
    expect(ended).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } })
  })

  it('runs to the end of its period when it is cancelled in the portal, and can be kept', async () => {
    const subscription = await subscribe()
    const portal = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'http://app.invalid/b',
    })
    const html = await (await fetch(portal.url)).text()
    expect(html).toContain('Basic')
    expect(html).toContain('http://app.invalid/b')
    await submit(portal.url, { action: 'cancel', id: subscription.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true)
    await submit(portal.url, { action: 'resume', id: subscription.id })
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(false)
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await advance(32)
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
    expect(await invoicesOf(subscription)).toHaveLength(1)
  })

  it('ends at once when it is deleted', async () => {
    const subscription = await subscribe()
    expect((await stripe.subscriptions.cancel(subscription.id)).status).toBe('canceled')
    const [event] = (await stripe.events.list({ type: 'customer.subscription.deleted' })).data
    expect(event?.data.object).toMatchObject({ id: subscription.id, status: 'canceled' })
  })
})

describe('an upgrade', () => {
  it('is prorated and billed at once, as its preview said', async () => {
    const subscription = await subscribe()
    await advance(10)
    const items = [{ id: itemOf(subscription).id, price: pro.id }]
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_behavior: 'always_invoice' },
    })
    const upgraded = await stripe.subscriptions.update(subscription.id, { items, proration_behavior: 'always_invoice' })
    expect(itemOf(upgraded).price.id).toBe(pro.id)
    const [invoice] = await invoicesOf(subscription)
    expect(invoice).toMatchObject({ billing_reason: 'subscription_update', status: 'paid' })
    expect(Math.abs((invoice?.total ?? 0) - preview.total)).toBeLessThanOrEqual(1)
    expect(invoice?.total).toBeGreaterThan(1200)
    expect(invoice?.total).toBeLessThan(1500)
    expect(invoice?.lines.data.map((line) => line.parent?.subscription_item_details?.proration)).toEqual([true, true])
  })

  it('waits for the next invoice otherwise', async () => {
    const subscription = await subscribe()
    await advance(15)
    await stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription).id, price: pro.id }] })
    expect(await invoicesOf(subscription)).toHaveLength(1)
    await advance(20)
    const [invoice] = await invoicesOf(subscription)
    expect(invoice?.lines.data).toHaveLength(3)
    expect(invoice?.total).toBeGreaterThan(3800)
  })

  it('changes nothing when it must be paid and can’t be', async () => {
    const subscription = await subscribe('fails_later')
    const change = stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription).id, price: pro.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    })
    await expect(change).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined' })
    expect(itemOf(await stripe.subscriptions.retrieve(subscription.id)).price.id).toBe(basic.id)
  })
})
