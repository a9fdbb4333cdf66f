import type { Stripe } from 'stripe'
import { refuse, refuseAbsent, refuseMissing } from '../errors'
import { emit, type StripeContext } from '../events'
import { stripeId } from '../ids'
import { listPage } from '../lists'
import { integerAt, metadataAfter, oneOf, textAt } from '../params'
import { idOf } from '../payments'
import { type ApiCall, type ApiRoute, firstId } from './handler'

const reasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

/** The charge a refund or dispute is about, named by itself or by its payment intent. */
export function chargeNamed(context: StripeContext, charge: string | null, intent: string | null): Stripe.Charge {
  const { store } = context
  const id = charge ?? idOf(store.paymentIntents.get(intent ?? '')?.latest_charge)
  if (charge === null && intent === null) refuseAbsent('charge')
  return store.charges.get(id ?? '') ?? refuseMissing('charge', charge ?? intent ?? '', 'charge')
}

function create(call: ApiCall): object {
  const { context, params } = call
  const charge = chargeNamed(context, textAt(params, 'charge'), textAt(params, 'payment_intent'))
  if (charge.status !== 'succeeded') refuse(400, 'This charge has not succeeded and cannot be refunded.')
  const left = charge.amount - charge.amount_refunded
  if (left === 0) refuse(400, `Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  const amount = integerAt(params, 'amount') ?? left
  if (amount < 1 || amount > left) {
    refuse(400, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, undefined, 'amount')
  }
  const refund = newRefund(context, charge, amount)
  refund.metadata = metadataAfter({}, params)
  refund.reason = textAt(params, 'reason') === null ? null : oneOf(params, 'reason', reasons, 'requested_by_customer')
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  emit(context, 'charge.refunded', charge, { amount_refunded: charge.amount_refunded - amount })
  emit(context, 'refund.created', refund)
  emit(context, 'charge.refund.updated', refund)
  return refund
}

function newRefund(context: StripeContext, charge: Stripe.Charge, amount: number): Stripe.Refund {
  const refund: Stripe.Refund = {
    id: stripeId('re'),
    object: 'refund',
    amount,
    balance_transaction: stripeId('txn'),
    charge: charge.id,
    created: context.store.now(),
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    metadata: {},
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
  context.store.refunds.set(refund.id, refund)
  return refund
}

function find(call: ApiCall): Stripe.Refund {
  const id = firstId(call)
  return call.context.store.refunds.get(id) ?? refuseMissing('refund', id)
}

function update(call: ApiCall): object {
  const refund = find(call)
  refund.metadata = metadataAfter(refund.metadata ?? {}, call.params)
  emit(call.context, 'refund.updated', refund)
  return refund
}

function list(call: ApiCall): object {
  const charge = textAt(call.params, 'charge')
  const intent = textAt(call.params, 'payment_intent')
  return listPage(
    call.context.store.refunds.values(),
    call.params,
    call.path,
    (refund) => (charge === null || refund.charge === charge) && (intent === null || refund.payment_intent === intent),
  )
}

function listCharges(call: ApiCall): object {
  const customer = textAt(call.params, 'customer')
  const intent = textAt(call.params, 'payment_intent')
  return listPage(
    call.context.store.charges.values(),
    call.params,
    call.path,
    (charge) =>
      (customer === null || idOf(charge.customer) === customer) &&
      (intent === null || charge.payment_intent === intent),
  )
}

export const refundRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/refunds', handle: create },
  { method: 'GET', path: '/v1/refunds', handle: list },
  { method: 'GET', path: '/v1/refunds/:id', handle: find },
  { method: 'POST', path: '/v1/refunds/:id', handle: update },
  { method: 'GET', path: '/v1/charges', handle: listCharges },
  { method: 'GET', path: '/v1/charges/:id', handle: (call) => chargeNamed(call.context, firstId(call), null) },
]
