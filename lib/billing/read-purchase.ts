import type { Stripe } from 'stripe'
import type { NanoUsd } from '../money'
import { assertUsd, nanoOfCents } from './cents'
import { stripe } from './stripe-client'
import { idOf, objectOf } from './stripe-ids'
import type { Purchase } from './types'

/** What Stripe says of one purchase now. */
export type PurchaseFacts = {
  status: Exclude<Purchase['status'], 'refunded'>
  sessionId: string | null
  intentId: string | null
  /** Zero until it is paid. */
  creditNanoUsd: NanoUsd
  /** Cents of the payment that the credit belongs to, tax included. */
  chargedCents: number
  hasReversals: boolean
  failure: string | null
}

type Charged = Pick<PurchaseFacts, 'chargedCents' | 'hasReversals'>

const none: Charged = { chargedCents: 0, hasReversals: false }

function chargedOf(intent: Stripe.PaymentIntent | null): Charged {
  const charge = objectOf(intent?.latest_charge)
  if (!intent || !charge) return none
  return { chargedCents: charge.amount, hasReversals: charge.disputed || charge.amount_refunded > 0 }
}

const failureOf = (intent: Stripe.PaymentIntent | null): string | null =>
  intent?.last_payment_error?.code ?? intent?.last_payment_error?.type ?? null

/** Credit is what was sold, before tax and after discounts: tax never becomes credit. */
function creditOf(session: Stripe.Checkout.Session): NanoUsd {
  if (session.payment_status !== 'paid') return 0n
  assertUsd(session.currency)
  return nanoOfCents((session.amount_subtotal ?? 0) - (session.total_details?.amount_discount ?? 0))
}

function statusOf(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): PurchaseFacts['status'] {
  if (session.payment_status === 'paid') return 'paid'
  if (session.status === 'expired') return 'expired'
  if (session.status !== 'complete') return 'open'
  const isOver = intent?.status === 'requires_payment_method' || intent?.status === 'canceled'
  return isOver ? 'failed' : 'pending'
}

/** A purchase through Stripe's page. */
export async function readSession(sessionId: string): Promise<PurchaseFacts> {
  const expand = ['payment_intent', 'payment_intent.latest_charge']
  const session = await stripe().checkout.sessions.retrieve(sessionId, { expand })
  const intent = objectOf(session.payment_intent)
  return {
    ...{ status: statusOf(session, intent), sessionId, intentId: idOf(session.payment_intent) },
    ...{ creditNanoUsd: creditOf(session), failure: session.payment_status === 'paid' ? null : failureOf(intent) },
    ...chargedOf(intent),
  }
}

function intentStatus(intent: Stripe.PaymentIntent): PurchaseFacts['status'] {
  if (intent.status === 'succeeded') return 'paid'
  if (intent.status === 'processing') return 'pending'
  // Off session nobody is there to authenticate or to type another card.
  const isOver = ['requires_payment_method', 'requires_action', 'canceled'].includes(intent.status)
  return isOver ? 'failed' : 'open'
}

/** A purchase that we made off session with a saved card. */
export async function readIntent(intentId: string): Promise<PurchaseFacts> {
  const intent = await stripe().paymentIntents.retrieve(intentId, { expand: ['latest_charge'] })
  const status = intentStatus(intent)
  if (status === 'paid') assertUsd(intent.currency)
  const failure = status === 'failed' ? (failureOf(intent) ?? intent.status) : null
  return {
    ...{ status, sessionId: null, intentId, failure },
    ...{ creditNanoUsd: status === 'paid' ? nanoOfCents(intent.amount_received) : 0n },
    ...chargedOf(intent),
  }
}
