import type { Stripe } from 'stripe'
import { refuseMissing } from './errors'
import { emit, type StripeContext } from './events'
import { stripeId } from './ids'
import { innerList } from './lists'
import { type LineSpec, newInvoice, newInvoicePayment, newLine } from './objects/invoice'
import { newPaymentIntent } from './objects/payment'
import { idOf, type PaymentOutcome, payIntent } from './payments'

export const taxPercent = 10

export function taxOn(amount: number, enabled: boolean): number {
  return enabled ? Math.round((amount * taxPercent) / 100) : 0
}

export function customerOf(context: StripeContext, id: string | null): Stripe.Customer {
  return context.store.customers.get(id ?? '') ?? refuseMissing('customer', id ?? '', 'customer')
}

/** An invoice with these lines as it would be; nothing is stored, nobody is told. */
export function draftInvoice(
  context: StripeContext,
  subscription: Stripe.Subscription,
  specs: readonly LineSpec[],
  reason: Stripe.Invoice.BillingReason,
): Stripe.Invoice {
  const id = stripeId('in')
  const customer = customerOf(context, idOf(subscription.customer))
  const lines = specs.map((spec) => newLine(id, subscription.currency, spec))
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  const tax = taxOn(subtotal, subscription.automatic_tax.enabled)
  const amounts = { subtotal, tax, startingBalance: customer.balance }
  return newInvoice(context.store, id, context.url, subscription, customer, lines, amounts, reason)
}

/** The invoice for real: stored, finalized, the customer's credit used, not yet paid. */
export function issueInvoice(
  context: StripeContext,
  subscription: Stripe.Subscription,
  specs: readonly LineSpec[],
  reason: Stripe.Invoice.BillingReason,
): Stripe.Invoice {
  const invoice = draftInvoice(context, subscription, specs, reason)
  const customer = customerOf(context, idOf(subscription.customer))
  customer.balance = invoice.ending_balance ?? 0
  context.store.invoices.set(invoice.id, invoice)
  subscription.latest_invoice = invoice.id
  emit(context, 'invoice.created', { ...invoice, status: 'draft' })
  emit(context, 'invoice.finalized', invoice)
  return invoice
}

/** Collects an open invoice with `method`; an invoice with nothing due is paid at once. */
export function payInvoice(
  context: StripeContext,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod | null,
  offSession: boolean,
): PaymentOutcome {
  invoice.attempted = true
  if (invoice.amount_due === 0) {
    markPaid(context, invoice, null)
    return { kind: 'succeeded' }
  }
  invoice.attempt_count += 1
  if (!method) {
    const message = 'This customer has no attached payment source or default payment method.'
    markFailed(context, invoice)
    return { kind: 'failed', code: 'card_declined', message }
  }
  const intent = intentOf(context, invoice)
  const outcome = payIntent(context, intent, method, offSession)
  if (outcome.kind === 'succeeded') markPaid(context, invoice, intent)
  if (outcome.kind === 'failed') markFailed(context, invoice)
  return outcome
}

/** The invoice's one payment intent, made with the first attempt. */
function intentOf(context: StripeContext, invoice: Stripe.Invoice): Stripe.PaymentIntent {
  const { store } = context
  const known = store.paymentIntents.get(paymentOf(context, invoice)?.payment.payment_intent?.toString() ?? '')
  if (known) return known
  const intent = newPaymentIntent(store, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer,
    description: `Subscription ${invoice.billing_reason === 'subscription_create' ? 'creation' : 'update'}`,
    setup_future_usage: 'off_session',
  })
  emit(context, 'payment_intent.created', intent)
  const payment = newInvoicePayment(store, invoice, intent.id)
  invoice.payments = innerList([payment], `/v1/invoice_payments?invoice=${invoice.id}`)
  return intent
}

function paymentOf(context: StripeContext, invoice: Stripe.Invoice): Stripe.InvoicePayment | null {
  for (const payment of context.store.invoicePayments.values()) if (payment.invoice === invoice.id) return payment
  return null
}

export function invoiceOfIntent(context: StripeContext, intent: string): Stripe.Invoice | null {
  for (const payment of context.store.invoicePayments.values()) {
    if (payment.payment.payment_intent === intent)
      return context.store.invoices.get(idOf(payment.invoice) ?? '') ?? null
  }
  return null
}

export function markPaid(context: StripeContext, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent | null): void {
  const now = context.store.now()
  invoice.status = 'paid'
  invoice.amount_paid = invoice.amount_due
  invoice.amount_remaining = 0
  invoice.next_payment_attempt = null
  invoice.status_transitions.paid_at = now
  const payment = intent ? paymentOf(context, invoice) : null
  if (payment) {
    payment.status = 'paid'
    payment.amount_paid = invoice.amount_due
    payment.status_transitions.paid_at = now
    invoice.payments = innerList([payment], `/v1/invoice_payments?invoice=${invoice.id}`)
    emit(context, 'invoice_payment.paid', payment)
  }
  emit(context, 'invoice.paid', invoice)
  emit(context, 'invoice.payment_succeeded', invoice)
}

export function markFailed(context: StripeContext, invoice: Stripe.Invoice): void {
  emit(context, 'invoice.payment_failed', invoice)
}
