import type { Stripe } from 'stripe'
import { StripeRefused } from './errors'
import { emit, previousOf, type StripeContext } from './events'
import { stripeId } from './ids'
import { customerOf, issueInvoice, payInvoice } from './invoices'
import type { LineSpec } from './objects/invoice'
import { behaviourOf } from './objects/payment-method'
import { newSubscription, newSubscriptionItem } from './objects/subscription'
import type { Metadata } from './params'
import { forecast, idOf, type PaymentOutcome } from './payments'
import { periodEndAfter } from './periods'

const retryDays = [3, 5, 7] as const
const daySeconds = 86_400

export interface NewSubscriptionSpec {
  readonly customer: Stripe.Customer
  readonly items: readonly { price: Stripe.Price; quantity: number }[]
  readonly metadata: Metadata
  readonly automaticTax: boolean
  readonly method: Stripe.PaymentMethod | null
  readonly offSession: boolean
}

/** A subscription with its first invoice; `incomplete` until that is paid. */
export function startSubscription(
  context: StripeContext,
  spec: NewSubscriptionSpec,
): { subscription: Stripe.Subscription; outcome: PaymentOutcome } {
  const { store } = context
  const id = stripeId('sub')
  const start = store.now()
  const end = periodEndAfter(start, start, spec.items[0]?.price.recurring ?? null)
  const items = spec.items.map((item) => newSubscriptionItem(store, id, item.price, item.quantity, { start, end }))
  const subscription = newSubscription(
    store,
    {
      id,
      customer: spec.customer.id,
      currency: items[0]?.price.currency ?? 'usd',
      metadata: spec.metadata,
      default_payment_method: spec.method?.id ?? null,
      automatic_tax: {
        disabled_reason: null,
        enabled: spec.automaticTax,
        liability: spec.automaticTax ? { type: 'self' } : null,
      },
    },
    items,
  )
  emit(context, 'customer.subscription.created', subscription)
  const invoice = issueInvoice(context, subscription, periodLines(subscription), 'subscription_create')
  const outcome = payInvoice(context, invoice, spec.method, spec.offSession)
  if (outcome.kind !== 'failed') setStatus(context, subscription, 'active')
  store.touch()
  return { subscription, outcome }
}

/** Changes the status and tells, when it is another one. */
export function setStatus(
  context: StripeContext,
  subscription: Stripe.Subscription,
  status: Stripe.Subscription.Status,
): void {
  if (subscription.status === status) return
  change(context, subscription, () => {
    subscription.status = status
  })
}

/** Any change of a subscription, told with what was before. */
export function change(context: StripeContext, subscription: Stripe.Subscription, apply: () => void): void {
  const before = structuredClone(subscription)
  apply()
  const previous = previousOf(before, subscription)
  if (Object.keys(previous).length > 0) emit(context, 'customer.subscription.updated', subscription, previous)
}

/** The full price of each item for its current period. */
export function periodLines(subscription: Stripe.Subscription): LineSpec[] {
  return subscription.items.data.map((item) => ({
    ...lineBase(subscription, item),
    amount: (item.price.unit_amount ?? 0) * (item.quantity ?? 1),
    description: `${item.quantity ?? 1} × ${item.price.nickname ?? idOf(item.price.product) ?? 'Subscription'}`,
    periodStart: item.current_period_start,
    periodEnd: item.current_period_end,
    proration: false,
  }))
}

export function lineBase(subscription: Stripe.Subscription, item: Stripe.SubscriptionItem) {
  return {
    price: item.price.id,
    product: idOf(item.price.product) ?? '',
    quantity: item.quantity ?? 1,
    subscription: subscription.id,
    subscriptionItem: item.id,
  }
}

/** The prorations that wait for this subscription's next invoice; they are taken out when `take`. */
export function waitingLines(context: StripeContext, subscription: Stripe.Subscription, take: boolean): LineSpec[] {
  const lines: LineSpec[] = []
  for (const waiting of [...context.store.prorations.values()]) {
    if (waiting.subscription !== subscription.id) continue
    lines.push({ ...waiting, proration: true })
    if (take) context.store.prorations.delete(waiting.id)
  }
  return lines
}

/** The method a renewal is paid with. */
export function methodFor(context: StripeContext, subscription: Stripe.Subscription): Stripe.PaymentMethod | null {
  const customer = customerOf(context, idOf(subscription.customer))
  const id = idOf(subscription.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method)
  return context.store.paymentMethods.get(id ?? '') ?? null
}

/** Bills what is due now; a failure makes the subscription past due and plans the next try. */
export function billNow(
  context: StripeContext,
  subscription: Stripe.Subscription,
  lines: readonly LineSpec[],
  reason: Stripe.Invoice.BillingReason,
): PaymentOutcome {
  const invoice = issueInvoice(context, subscription, lines, reason)
  const outcome = payInvoice(context, invoice, methodFor(context, subscription), true)
  afterAttempt(context, subscription, invoice, outcome)
  return outcome
}

export function refuseIfUnpayable(context: StripeContext, subscription: Stripe.Subscription, amount: number): void {
  const method = methodFor(context, subscription)
  if (amount <= 0 || !method) return
  const outcome = forecast(behaviourOf(method), true)
  if (outcome.kind !== 'failed') return
  throw new StripeRefused(402, {
    type: 'card_error',
    code: outcome.code,
    message: outcome.message,
    payment_method: method,
  })
}

function afterAttempt(
  context: StripeContext,
  subscription: Stripe.Subscription,
  invoice: Stripe.Invoice,
  outcome: PaymentOutcome,
): void {
  if (outcome.kind !== 'failed') {
    if (outcome.kind === 'succeeded') setStatus(context, subscription, 'active')
    return
  }
  const days = retryDays[invoice.attempt_count - 1]
  invoice.next_payment_attempt = days === undefined ? null : context.store.now() + days * daySeconds
  if (days === undefined) cancelNow(context, subscription, 'payment_failed')
  else setStatus(context, subscription, subscription.status === 'incomplete' ? 'incomplete' : 'past_due')
}

/** One more try of a failed renewal. */
export function retryInvoice(context: StripeContext, invoice: Stripe.Invoice): PaymentOutcome | null {
  const subscription = context.store.subscriptions.get(idOf(invoice.parent?.subscription_details?.subscription) ?? '')
  invoice.next_payment_attempt = null
  if (!subscription || invoice.status !== 'open') return null
  const outcome = payInvoice(context, invoice, methodFor(context, subscription), true)
  afterAttempt(context, subscription, invoice, outcome)
  return outcome
}

/** The period has ended: the next one begins and is billed, or the subscription ends. */
export function renew(context: StripeContext, subscription: Stripe.Subscription): void {
  if (subscription.cancel_at_period_end) {
    cancelNow(context, subscription, 'cancellation_requested')
    return
  }
  change(context, subscription, () => {
    for (const item of subscription.items.data) {
      const start = item.current_period_end
      item.current_period_end = periodEndAfter(subscription.billing_cycle_anchor, start, item.price.recurring)
      item.current_period_start = start
    }
  })
  const lines = [...waitingLines(context, subscription, true), ...periodLines(subscription)]
  billNow(context, subscription, lines, 'subscription_cycle')
}

export function cancelNow(
  context: StripeContext,
  subscription: Stripe.Subscription,
  reason: Stripe.Subscription.CancellationDetails.Reason,
): void {
  const now = context.store.now()
  subscription.status = 'canceled'
  subscription.canceled_at ??= now
  subscription.ended_at = now
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason }
  emit(context, 'customer.subscription.deleted', subscription)
  context.store.touch()
}
