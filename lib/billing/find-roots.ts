import type { Stripe } from 'stripe'
import { prisma } from '../db/prisma'
import { stripe } from './stripe-client'
import { isMissing } from './stripe-errors'
import { idOf, metadataNames, objectOf } from './stripe-ids'
import type { Root } from './types'

/** Every event that can change what a customer has; the others are left unread. At most 20: Stripe's list takes no more. */
export const handledEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'invoice.paid',
  'invoice.payment_failed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const

/** Whether an event's type is one that we converge. */
export function isHandled(type: string): boolean {
  return handledEvents.some((handled) => handled === type)
}

async function rootsOfSession(session: Stripe.Checkout.Session): Promise<Root[]> {
  const id = session.client_reference_id ?? ''
  const row = await prisma().checkout.findFirst({ where: { OR: [{ stripeSessionId: session.id }, { id }] } })
  const subscription = idOf(session.subscription)
  return [
    ...(row ? [{ kind: 'checkout' as const, id: row.id, sessionId: session.id }] : []),
    ...(row && subscription ? [{ kind: 'subscription' as const, id: subscription }] : []),
  ]
}

async function rootsOfIntent(intent: Stripe.PaymentIntent): Promise<Root[]> {
  const named = intent.metadata[metadataNames.checkout] ?? ''
  const row = await prisma().checkout.findFirst({ where: { OR: [{ stripeIntentId: intent.id }, { id: named }] } })
  return row ? [{ kind: 'checkout', id: row.id, intentId: intent.id }] : []
}

/** What was taken back belongs to a purchase of credit, or else to an invoice. */
async function rootsOfReversal(of: string | Stripe.PaymentIntent | null): Promise<Root[]> {
  const intentId = idOf(of)
  if (intentId === null) return []
  const roots = await rootsOfIntent(objectOf(of) ?? (await stripe().paymentIntents.retrieve(intentId)))
  return roots.length > 0 ? roots : [{ kind: 'invoice_payment', intentId }]
}

async function rootsOfInvoice(invoice: Stripe.Invoice): Promise<Root[]> {
  const subscription = idOf(invoice.parent?.subscription_details?.subscription)
  return subscription === null ? [] : [{ kind: 'subscription', id: subscription }]
}

async function readRoots(type: string, id: string): Promise<Root[]> {
  const expand = { expand: ['payment_intent'] }
  if (type.startsWith('checkout.session.')) return await rootsOfSession(await stripe().checkout.sessions.retrieve(id))
  if (type.startsWith('payment_intent.')) return await rootsOfIntent(await stripe().paymentIntents.retrieve(id))
  if (type.startsWith('invoice.')) return await rootsOfInvoice(await stripe().invoices.retrieve(id))
  if (type.startsWith('customer.subscription.')) return [{ kind: 'subscription', id }]
  if (type.startsWith('charge.dispute.')) {
    return await rootsOfReversal((await stripe().disputes.retrieve(id, expand)).payment_intent)
  }
  if (type.startsWith('refund.') || type.startsWith('charge.refund.')) {
    return await rootsOfReversal((await stripe().refunds.retrieve(id, expand)).payment_intent)
  }
  return await rootsOfReversal((await stripe().charges.retrieve(id, expand)).payment_intent)
}

/** What an event is about, asked from Stripe by the object's id alone; nothing when the object isn't there or isn't ours. */
export async function findRoots(type: string, objectId: string): Promise<Root[]> {
  try {
    return await readRoots(type, objectId)
  } catch (thrown) {
    if (isMissing(thrown)) return []
    throw thrown
  }
}
