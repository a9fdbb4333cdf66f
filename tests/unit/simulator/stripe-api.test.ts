import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startStripeSimulator } from '../../../dev/simulator/index'
import { control, stripeAt, submit, webhookSecret } from './stripe-support'

let simulator: RunningServer
let stripe: Stripe

beforeAll(async () => {
  simulator = await startStripeSimulator({ webhookSecret })
  stripe = stripeAt(simulator.url)
})
afterAll(() => simulator.close())

const topUp = (customer: string, extra: Partial<Stripe.Checkout.SessionCreateParams> = {}) => ({
  mode: 'payment' as const,
  customer,
  success_url: 'http://app.invalid/ok?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://app.invalid/cancelled',
  line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Credit' } } }],
  payment_intent_data: { setup_future_usage: 'off_session' as const, metadata: { user: 'usr_1' } },
  metadata: { user: 'usr_1' },
  ...extra,
})

const newCustomer = (email = 'a@example.com') => stripe.customers.create({ email, metadata: { user: 'usr_1' } })

describe('the API', () => {
  it('keeps, changes, lists and deletes customers', async () => {
    const customer = await newCustomer('list@example.com')
    const changed = await stripe.customers.update(customer.id, { name: 'Ann', metadata: { user: '', plan: 'pro' } })
    expect(changed).toMatchObject({ name: 'Ann', email: 'list@example.com', metadata: { plan: 'pro' } })
    const found = await stripe.customers.list({ email: 'list@example.com' })
    expect(found.data.map((item) => item.id)).toEqual([customer.id])
    await stripe.customers.del(customer.id)
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
  })

  it('pages through lists newest first, and the SDK can walk them', async () => {
    const product = await stripe.products.create({ name: 'Paged' })
    const made: string[] = []
    for (let i = 0; i < 7; i++) {
      made.unshift((await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: i })).id)
    }
    const first = await stripe.prices.list({ product: product.id, limit: 3 })
    expect(first.has_more).toBe(true)
    expect(first.data.map((price) => price.id)).toEqual(made.slice(0, 3))
    const all = await stripe.prices.list({ product: product.id, limit: 3 }).autoPagingToArray({ limit: 100 })
    expect(all.map((price) => price.id)).toEqual(made)
    const before = await stripe.prices.list({ product: product.id, limit: 2, ending_before: made[3] ?? '' })
    expect(before.data.map((price) => price.id)).toEqual(made.slice(1, 3))
  })

  it('answers a repeated idempotency key with the same object, and refuses it for another request', async () => {
    const idempotencyKey = 'key-1'
    const first = await stripe.customers.create({ email: 'x@example.com' }, { idempotencyKey })
    const second = await stripe.customers.create({ email: 'x@example.com' }, { idempotencyKey })
    expect(second.id).toBe(first.id)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    await expect(stripe.customers.create({ email: 'y@example.com' }, { idempotencyKey })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    })
  })

  it('refuses other versions, live keys, unknown ids and missing parameters as Stripe does', async () => {
    const get = (headers: Record<string, string>) => fetch(`${simulator.url}/v1/customers`, { headers })
    expect((await get({})).status).toBe(401)
    expect((await get({ authorization: 'Bearer sk_live_x' })).status).toBe(401)
    expect((await get({ authorization: 'Bearer sk_test_x', 'stripe-version': '2020-08-27' })).status).toBe(400)
    expect((await get({ authorization: 'Bearer sk_test_x' })).status).toBe(200)
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
      statusCode: 404,
    })
    await expect(stripe.paymentIntents.create({ amount: 0, currency: 'usd' })).rejects.toMatchObject({
      param: 'amount',
    })
  })
})

describe('checkout for a payment', () => {
  it('is paid on its page, keeps the card, and sends the buyer on', async () => {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(topUp(customer.id))
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 2000 })
    const shown = await fetch(session.url ?? '')
    const html = await shown.text()
    expect(html).toContain('Test mode')
    expect(html).toContain('$20.00')
    const sent = await submit(session.url ?? '', { method: 'good', email: 'a@example.com' })
    expect(sent.location).toBe(`http://app.invalid/ok?session=${session.id}`)
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'line_items'],
    })
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', amount_subtotal: 2000, url: null })
    const intent = paid.payment_intent
    if (typeof intent !== 'object' || !intent) throw new Error('not expanded')
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2000, metadata: { user: 'usr_1' } })
    expect(intent.latest_charge).toMatchObject({ paid: true, payment_method_details: { card: { last4: '4242' } } })
    const methods = await stripe.customers.listPaymentMethods(customer.id)
    expect(methods.data).toHaveLength(1)
  })

  it('stays open after a decline, and says so', async () => {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(topUp(customer.id))
    const sent = await submit(session.url ?? '', { method: 'declined', email: 'a@example.com' })
    expect(sent.location).toBeNull()
    expect(sent.html).toContain('Your card was declined')
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
    await submit(session.url ?? '', { method: 'good', email: 'a@example.com' })
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
  })

  it('adds tax and takes off a promotion, both beside the subtotal', async () => {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, { automatic_tax: { enabled: true }, allow_promotion_codes: true }),
    )
    expect(session).toMatchObject({ amount_subtotal: 2000, amount_total: 2200, total_details: { amount_tax: 200 } })
    expect((await submit(`${session.url}/promotion`, { code: 'nope' })).html).toContain('not valid')
    await submit(`${session.url}/promotion`, { code: 'sim10' })
    const cheaper = await stripe.checkout.sessions.retrieve(session.id)
    expect(cheaper).toMatchObject({
      amount_subtotal: 2000,
      amount_total: 1980,
      total_details: { amount_tax: 180, amount_discount: 200 },
    })
  })

  it.each([
    ['delayed', 'paid', 'succeeded'],
    ['delayed_failing', 'unpaid', 'failed'],
  ])('with a %s method is complete at once and %s later', async (method, later, end) => {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(topUp(customer.id))
    await control(simulator.url, 'checkout', { session: session.id, method })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    })
    await control(simulator.url, 'advance', { seconds: 60 })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: later })
    const [event] = (await stripe.events.list({ type: `checkout.session.async_payment_${end}` })).data
    expect(event?.data.object).toMatchObject({ id: session.id })
  })

  it('offers only the payment methods that the session takes', async () => {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(
      topUp(customer.id, { allowed_payment_method_types: ['card'] }),
    )
    expect(await (await fetch(session.url ?? '')).text()).not.toContain('SEPA')
    await expect(control(simulator.url, 'checkout', { session: session.id, method: 'delayed' })).rejects.toThrow(/400/)
  })

  it('expires by command and by time', async () => {
    const customer = await newCustomer()
    const now = await stripe.checkout.sessions.create(topUp(customer.id))
    expect((await stripe.checkout.sessions.expire(now.id)).status).toBe('expired')
    await expect(stripe.checkout.sessions.expire(now.id)).rejects.toMatchObject({ statusCode: 400 })
    const later = await stripe.checkout.sessions.create(topUp(customer.id))
    await control(simulator.url, 'advance', { seconds: 90_000 })
    expect((await stripe.checkout.sessions.retrieve(later.id)).status).toBe('expired')
  })
})

describe('payments without the customer', () => {
  const charge = (customer: string, payment_method: string) =>
    stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      customer,
      payment_method,
      off_session: true,
      confirm: true,
    })

  async function saved(method: string): Promise<[string, string]> {
    const customer = await newCustomer()
    const session = await stripe.checkout.sessions.create(topUp(customer.id))
    await control(simulator.url, 'checkout', { session: session.id, method })
    const methods = await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })
    return [customer.id, methods.data[0]?.id ?? '']
  }

  it('succeed with a good card', async () => {
    expect(await charge(...(await saved('good')))).toMatchObject({ status: 'succeeded', amount_received: 500 })
  })

  it.each([
    ['fails_later', 'card_declined'],
    ['needs_authentication', 'authentication_required'],
  ])('are refused with %s', async (method, code) => {
    const [customer, card] = await saved(method)
    const failure = await charge(customer, card).catch((error: unknown) => error)
    expect(failure).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
    const [intent] = (await stripe.paymentIntents.list({ customer })).data
    expect(intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } })
  })

  it('are given back in part and as a whole, and not twice', async () => {
    const intent = await charge(...(await saved('good')))
    await stripe.refunds.create({ payment_intent: intent.id, amount: 200 })
    const rest = await stripe.refunds.create({ payment_intent: intent.id })
    expect(rest).toMatchObject({ amount: 300, status: 'succeeded' })
    const paid = await stripe.charges.retrieve(String(intent.latest_charge))
    expect(paid).toMatchObject({ amount_refunded: 500, refunded: true })
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    })
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2)
  })

  it.each(['won', 'lost'])('are disputed, and %s', async (status) => {
    const intent = await charge(...(await saved('good')))
    const dispute = await control(simulator.url, 'disputes', { payment_intent: intent.id })
    expect(await stripe.disputes.retrieve(String(dispute['id']))).toMatchObject({
      amount: 500,
      status: 'needs_response',
    })
    await control(simulator.url, `disputes/${dispute['id']}/close`, { status })
    const [closed] = (await stripe.events.list({ type: 'charge.dispute.closed' })).data
    expect(closed?.data.object).toMatchObject({ id: dispute['id'], status })
  })
})

describe('state', () => {
  it('is there again after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stripe-sim-'))
    const before = await startStripeSimulator({ webhookSecret, dataDir })
    const customer = await stripeAt(before.url).customers.create({ email: 'kept@example.com' })
    await control(before.url, 'advance', { seconds: 1000 })
    await before.close()
    const after = await startStripeSimulator({ webhookSecret, dataDir })
    expect(await stripeAt(after.url).customers.retrieve(customer.id)).toMatchObject({ email: 'kept@example.com' })
    const events = await stripeAt(after.url).events.list({ type: 'customer.created' })
    expect(events.data).toHaveLength(1)
    const later = await stripeAt(after.url).customers.create({})
    expect(later.created - customer.created).toBeGreaterThanOrEqual(1000)
    await after.close()
    rmSync(dataDir, { recursive: true })
  })
})
