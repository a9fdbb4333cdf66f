import type { Stripe } from 'stripe'
import { stripe } from './stripe-client'
import { idOf, metadataNames, timeOf } from './stripe-ids'

const maxInvoices = 24

export type Period = { start: Date; end: Date }

/** What Stripe says of one subscription now. */
export type SubscriptionFacts = {
  id: string
  customerId: string
  checkoutId: string | null
  status: Stripe.Subscription.Status
  startedAt: Date
  /** The last period that was paid for, and the product it was paid for; null before the first payment. */
  paid: { period: Period; productId: string } | null
  /** What the next renewal bills. */
  nextProductId: string | null
  endsWithPeriod: boolean
  /** Bought beside a running plan: to be ended and paid back. */
  isMarkedSurplus: boolean
  paidInvoices: Stripe.Invoice[]
}

type Line = { period: Period; productId: string | null; proration: boolean }

function linesOf(invoice: Stripe.Invoice, subscriptionId: string): Line[] {
  return invoice.lines.data.flatMap((line) => {
    const item = line.parent?.subscription_item_details
    if (!item || item.subscription !== subscriptionId || line.amount < 0) return []
    const period = { start: timeOf(line.period.start), end: timeOf(line.period.end) }
    return [{ period, productId: idOf(line.pricing?.price_details?.product) ?? null, proration: item.proration }]
  })
}

/** The newest line that was paid says the plan; the newest whole period says how long. */
function paidOf(invoices: readonly Stripe.Invoice[], subscriptionId: string): SubscriptionFacts['paid'] {
  const lines = invoices.flatMap((invoice) => linesOf(invoice, subscriptionId))
  const whole = lines.find((line) => !line.proration)
  const productId = lines.find((line) => line.productId !== null)?.productId
  return whole && productId ? { period: whole.period, productId } : null
}

/** Reads a subscription with what was paid for it. */
export async function readSubscription(id: string): Promise<SubscriptionFacts> {
  const [subscription, invoices] = await Promise.all([
    stripe().subscriptions.retrieve(id),
    stripe().invoices.list({ subscription: id, status: 'paid', limit: maxInvoices }),
  ])
  const item = subscription.items.data[0]
  return {
    ...{ id, customerId: idOf(subscription.customer) ?? '', status: subscription.status },
    checkoutId: subscription.metadata[metadataNames.checkout] ?? null,
    startedAt: timeOf(subscription.start_date),
    paid: paidOf(invoices.data, id),
    nextProductId: idOf(item?.price.product),
    endsWithPeriod: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    isMarkedSurplus: subscription.metadata[metadataNames.surplus] !== undefined,
    paidInvoices: invoices.data,
  }
}
