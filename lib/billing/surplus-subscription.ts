import type { SubscriptionFacts } from './read-subscription'
import { stripe } from './stripe-client'
import { idOf, metadataNames } from './stripe-ids'

async function refundInvoice(invoiceId: string): Promise<void> {
  const payments = await stripe().invoicePayments.list({ invoice: invoiceId, status: 'paid', limit: 10 })
  for (const { payment } of payments.data) {
    const intent = idOf(payment.payment_intent)
    if (intent === null) continue
    const done = await stripe().refunds.list({ payment_intent: intent, limit: 1 })
    if (done.data.length > 0) continue
    const refund = { payment_intent: intent, reason: 'duplicate' as const }
    await stripe().refunds.create(refund, { idempotencyKey: `surplus:${intent}` })
  }
}

/** Ends a subscription that a customer bought beside a running one and pays it back; repeating it does nothing more. */
export async function giveBackSurplus(facts: SubscriptionFacts): Promise<void> {
  if (facts.status !== 'canceled') {
    // Marked first: whoever takes over after a crash sees that it is still to be paid back.
    await stripe().subscriptions.update(facts.id, { metadata: { [metadataNames.surplus]: '1' } })
    await stripe().subscriptions.cancel(facts.id, { prorate: false })
  }
  for (const invoice of facts.paidInvoices) await refundInvoice(invoice.id)
}
