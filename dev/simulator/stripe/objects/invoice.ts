import type { Stripe } from 'stripe'
import { stripeId } from '../ids'
import { innerList } from '../lists'
import type { StripeStore } from '../store'

const blankInvoice: Stripe.Invoice = {
  id: '',
  object: 'invoice',
  account_country: 'US',
  account_name: 'Turnpike (simulated)',
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: false,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  billing_reason: null,
  collection_method: 'charge_automatically',
  created: 0,
  currency: 'usd',
  custom_fields: null,
  customer: null,
  customer_account: null,
  customer_address: null,
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: 'none',
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  lines: innerList([], ''),
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  parent: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  period_end: 0,
  period_start: 0,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  status: 'open',
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  subtotal: 0,
  subtotal_excluding_tax: null,
  test_clock: null,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: null,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
}

export interface LineSpec {
  readonly amount: number
  readonly description: string
  readonly price: string
  readonly product: string
  readonly quantity: number
  readonly periodStart: number
  readonly periodEnd: number
  readonly subscription: string
  readonly subscriptionItem: string
  readonly proration: boolean
}

export function newLine(invoice: string, currency: string, spec: LineSpec): Stripe.InvoiceLineItem {
  return {
    id: stripeId('il'),
    object: 'line_item',
    amount: spec.amount,
    currency,
    description: spec.description,
    discount_amounts: [],
    discountable: !spec.proration,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: spec.proration,
        proration_details: null,
        subscription: spec.subscription,
        subscription_item: spec.subscriptionItem,
      },
      type: 'subscription_item_details',
    },
    period: { start: spec.periodStart, end: spec.periodEnd },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: spec.price, product: spec.product },
      type: 'price_details',
      unit_amount_decimal: null,
    },
    quantity: spec.quantity,
    quantity_decimal: null,
    subscription: spec.subscription,
    subtotal: spec.amount,
    taxes: [],
  }
}

export interface InvoiceAmounts {
  readonly subtotal: number
  readonly tax: number
  readonly startingBalance: number
}

/** A finalized invoice of a subscription that nobody has paid yet. */
export function newInvoice(
  store: StripeStore,
  id: string,
  url: string,
  subscription: Stripe.Subscription,
  customer: Stripe.Customer,
  lines: Stripe.InvoiceLineItem[],
  amounts: InvoiceAmounts,
  reason: Stripe.Invoice.BillingReason,
): Stripe.Invoice {
  const now = store.now()
  const total = amounts.subtotal + amounts.tax
  const due = Math.max(0, total + amounts.startingBalance)
  const number = `SIM-${String(store.invoices.size + 1).padStart(6, '0')}`
  return {
    ...structuredClone(blankInvoice),
    id,
    amount_due: due,
    amount_remaining: due,
    automatic_tax: {
      ...blankInvoice.automatic_tax,
      enabled: subscription.automatic_tax.enabled,
      status: subscription.automatic_tax.enabled ? 'complete' : null,
    },
    billing_reason: reason,
    created: now,
    currency: subscription.currency,
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    default_payment_method: null,
    effective_at: now,
    ending_balance: Math.min(0, total + amounts.startingBalance),
    hosted_invoice_url: `${url}/invoice/${id}`,
    lines: innerList(lines, `/v1/invoices/${id}/lines`),
    number,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payments: innerList([], `/v1/invoice_payments?invoice=${id}`),
    period_end: now,
    period_start: now,
    starting_balance: amounts.startingBalance,
    status_transitions: { finalized_at: now, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: amounts.subtotal,
    subtotal_excluding_tax: amounts.subtotal,
    total,
    total_excluding_tax: amounts.subtotal,
    total_taxes: amounts.tax === 0 ? [] : [taxOf(amounts)],
  }
}

function taxOf(amounts: InvoiceAmounts): Stripe.Invoice.TotalTax {
  return {
    amount: amounts.tax,
    tax_behavior: 'exclusive',
    tax_rate_details: { tax_rate: 'txr_simulator' },
    taxability_reason: 'standard_rated',
    taxable_amount: amounts.subtotal,
    type: 'tax_rate_details',
  }
}

export function newInvoicePayment(store: StripeStore, invoice: Stripe.Invoice, intent: string): Stripe.InvoicePayment {
  const payment: Stripe.InvoicePayment = {
    id: stripeId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: store.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  store.invoicePayments.set(payment.id, payment)
  return payment
}
