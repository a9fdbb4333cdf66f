import type { Stripe } from 'stripe'
import { refuse } from './errors'
import { emit, type StripeContext } from './events'
import { customerOf } from './invoices'
import { newCustomer } from './objects/customer'
import { newPaymentIntent } from './objects/payment'
import { methodsOfTypes, newPaymentMethod, type TestMethod } from './objects/payment-method'
import { attach, idOf, type PaymentOutcome, payIntent } from './payments'
import type { CheckoutExtra } from './store'
import { startSubscription } from './subscriptions'

export const promotionCode = 'SIM10'
const promotionPercent = 10

/** Takes ten per cent off an open session; the tax follows. */
export function applyPromotion(context: StripeContext, session: Stripe.Checkout.Session): void {
  if (session.status !== 'open' || !session.allow_promotion_codes || session.total_details === null) return
  const subtotal = session.amount_subtotal ?? 0
  const details = session.total_details
  if (details.amount_discount > 0) return
  details.amount_discount = Math.round((subtotal * promotionPercent) / 100)
  const rate = subtotal === 0 ? 0 : details.amount_tax / subtotal
  details.amount_tax = Math.round((subtotal - details.amount_discount) * rate)
  session.amount_total = subtotal - details.amount_discount + details.amount_tax
  context.store.touch()
}

/** The buyer pays with `test`; on a decline the session stays open. */
export function completeSession(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  test: TestMethod,
  email: string | null,
): PaymentOutcome {
  if (session.status !== 'open') refuse(400, 'This Checkout Session is no longer open.')
  if (!methodsOfTypes(session.payment_method_types).includes(test)) {
    refuse(400, 'This Checkout Session doesn’t take this payment method.')
  }
  const extra = context.store.sessionExtras.get(session.id)
  if (!extra) refuse(400, 'This Checkout Session is not known.')
  const customer = buyerOf(context, session, email)
  const method = newPaymentMethod(context.store, test, customer?.id ?? null, email ?? session.customer_email)
  const outcome =
    session.mode === 'subscription' && customer
      ? paySubscription(context, session, extra, customer, method)
      : payOnce(context, session, extra, customer, method)
  if (outcome.kind === 'failed') return outcome
  session.status = 'complete'
  session.url = null
  session.payment_status = outcome.kind === 'succeeded' ? 'paid' : 'unpaid'
  session.customer_details = detailsOf(customer, email ?? session.customer_email)
  emit(context, 'checkout.session.completed', session)
  context.store.touch()
  return outcome
}

function buyerOf(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  email: string | null,
): Stripe.Customer | null {
  const known = idOf(session.customer)
  if (known !== null) return customerOf(context, known)
  if (session.mode !== 'subscription' && session.customer_creation !== 'always') return null
  const customer = newCustomer(context.store, { email: email ?? session.customer_email })
  session.customer = customer.id
  emit(context, 'customer.created', customer)
  return customer
}

function detailsOf(customer: Stripe.Customer | null, email: string | null): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email: customer?.email ?? email,
    individual_name: null,
    name: customer?.name ?? null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

function payOnce(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  extra: CheckoutExtra,
  customer: Stripe.Customer | null,
  method: Stripe.PaymentMethod,
): PaymentOutcome {
  const intent =
    context.store.paymentIntents.get(idOf(session.payment_intent) ?? '') ??
    openIntent(context, session, extra, customer)
  intent.amount = session.amount_total ?? 0
  const outcome = payIntent(context, intent, method, false)
  if (outcome.kind !== 'failed' && extra.saveMethod && customer) attach(context, method, customer.id)
  if (!extra.saveMethod) method.customer = null
  return outcome
}

function openIntent(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  extra: CheckoutExtra,
  customer: Stripe.Customer | null,
): Stripe.PaymentIntent {
  const intent = newPaymentIntent(context.store, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer: customer?.id ?? null,
    description: extra.description,
    metadata: extra.paymentMetadata,
    setup_future_usage: extra.saveMethod ? 'off_session' : null,
  })
  session.payment_intent = intent.id
  emit(context, 'payment_intent.created', intent)
  return intent
}

function paySubscription(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  extra: CheckoutExtra,
  customer: Stripe.Customer,
  method: Stripe.PaymentMethod,
): PaymentOutcome {
  const items = extra.lineItems.flatMap((line) =>
    line.price ? [{ price: line.price, quantity: line.quantity ?? 1 }] : [],
  )
  const { subscription, outcome } = startSubscription(context, {
    customer,
    items,
    metadata: extra.subscriptionMetadata,
    automaticTax: session.automatic_tax.enabled,
    method,
    offSession: false,
  })
  if (outcome.kind === 'failed') {
    // Checkout leaves nothing behind when the card is declined: the buyer tries another one.
    subscription.status = 'incomplete_expired'
    emit(context, 'customer.subscription.deleted', subscription)
    return outcome
  }
  attach(context, method, customer.id)
  session.subscription = subscription.id
  session.invoice = idOf(subscription.latest_invoice)
  return outcome
}

/** A delayed payment of a session has ended. */
export function endSessionPayment(context: StripeContext, intent: Stripe.PaymentIntent, invoice: string | null): void {
  for (const session of context.store.sessions.values()) {
    const mine = session.payment_intent === intent.id || (invoice !== null && session.invoice === invoice)
    if (!mine || session.payment_status !== 'unpaid') continue
    const paid = intent.status === 'succeeded'
    if (paid) session.payment_status = 'paid'
    emit(context, `checkout.session.async_payment_${paid ? 'succeeded' : 'failed'}`, session)
  }
}

export function expireSession(context: StripeContext, session: Stripe.Checkout.Session): void {
  if (session.status !== 'open') refuse(400, 'Only Checkout Sessions with a status in ["open"] can be expired.')
  session.status = 'expired'
  session.url = null
  emit(context, 'checkout.session.expired', session)
}
