import type { Stripe } from 'stripe'
import type { JsonObject } from '../../json'
import { refuse, refuseMissing, StripeRefused } from '../errors'
import { emit, type StripeContext } from '../events'
import { listPage } from '../lists'
import { newPaymentIntent } from '../objects/payment'
import { boolAt, currencyAt, integerAt, metadataAfter, oneOf, requiredAmount, textAt, textsAt } from '../params'
import { attach, idOf, payIntent, resolveMethod } from '../payments'
import { type ApiCall, type ApiRoute, firstId } from './handler'

const amountMax = 99_999_999

function find(call: ApiCall): Stripe.PaymentIntent {
  const id = firstId(call)
  return call.context.store.paymentIntents.get(id) ?? refuseMissing('payment_intent', id, 'intent')
}

function create(call: ApiCall): object {
  const { context, params } = call
  const amount = requiredAmount(params, 'amount')
  if (amount > amountMax) refuse(400, 'Amount must be no more than $999,999.99', 'amount_too_large', 'amount')
  const customer = textAt(params, 'customer')
  if (customer !== null && !context.store.customers.has(customer)) refuseMissing('customer', customer, 'customer')
  const types = textsAt(params, 'allowed_payment_method_types')
  const method = textAt(params, 'payment_method')
  const intent = newPaymentIntent(context.store, {
    amount,
    currency: currencyAt(params),
    customer,
    description: textAt(params, 'description'),
    receipt_email: textAt(params, 'receipt_email'),
    metadata: metadataAfter({}, params),
    setup_future_usage: futureUsage(params),
    payment_method_types: types.length > 0 ? types : ['card'],
    automatic_payment_methods: types.length > 0 ? null : { enabled: true, allow_redirects: 'always' },
    ...(method === null
      ? {}
      : { payment_method: resolveMethod(context, method, null).id, status: 'requires_confirmation' as const }),
  })
  emit(context, 'payment_intent.created', intent)
  if (boolAt(params, 'confirm') === true) return confirmed(context, intent, params)
  context.store.touch()
  return intent
}

function futureUsage(params: JsonObject): Stripe.PaymentIntent.SetupFutureUsage | null {
  return textAt(params, 'setup_future_usage') === null
    ? null
    : oneOf(params, 'setup_future_usage', ['off_session', 'on_session'], 'off_session')
}

function confirmed(context: StripeContext, intent: Stripe.PaymentIntent, params: JsonObject): Stripe.PaymentIntent {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    refuse(400, `This PaymentIntent's status is ${intent.status}.`, 'payment_intent_unexpected_state')
  }
  const named = textAt(params, 'payment_method') ?? idOf(intent.payment_method)
  if (named === null) {
    refuse(
      400,
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_intent_unexpected_state',
    )
  }
  const method = resolveMethod(context, named, idOf(intent.customer))
  const owner = idOf(method.customer)
  if (owner !== null && owner !== idOf(intent.customer)) {
    refuse(
      400,
      `The payment method ${method.id} does not belong to the customer of this PaymentIntent.`,
      undefined,
      'payment_method',
    )
  }
  const offSession = boolAt(params, 'off_session') === true || textAt(params, 'off_session') === 'recurring'
  const outcome = payIntent(context, intent, method, offSession)
  if (outcome.kind === 'failed') {
    throw new StripeRefused(402, {
      type: 'card_error',
      code: outcome.code,
      decline_code: outcome.code === 'card_declined' ? 'generic_decline' : 'authentication_required',
      message: outcome.message,
      payment_intent: intent,
      payment_method: method,
    })
  }
  const customer = idOf(intent.customer)
  if (intent.setup_future_usage !== null && customer !== null) attach(context, method, customer)
  return intent
}

function update(call: ApiCall): object {
  const intent = find(call)
  const { params } = call
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    if ('amount' in params)
      refuse(400, 'This PaymentIntent’s amount could not be updated.', 'payment_intent_unexpected_state')
  }
  intent.amount = integerAt(params, 'amount') ?? intent.amount
  intent.metadata = metadataAfter(intent.metadata, params)
  intent.description = textAt(params, 'description') ?? intent.description
  call.context.store.touch()
  return intent
}

function cancel(call: ApiCall): object {
  const intent = find(call)
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`
    refuse(400, message, 'payment_intent_unexpected_state')
  }
  intent.status = 'canceled'
  intent.canceled_at = call.context.store.now()
  intent.cancellation_reason = 'requested_by_customer'
  call.context.store.delayed.delete(intent.id)
  emit(call.context, 'payment_intent.canceled', intent)
  return intent
}

function list(call: ApiCall): object {
  const customer = textAt(call.params, 'customer')
  return listPage(
    call.context.store.paymentIntents.values(),
    call.params,
    call.path,
    (intent) => customer === null || idOf(intent.customer) === customer,
  )
}

export const paymentIntentRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/payment_intents', handle: create },
  { method: 'GET', path: '/v1/payment_intents', handle: list },
  { method: 'GET', path: '/v1/payment_intents/:id', handle: find },
  { method: 'POST', path: '/v1/payment_intents/:id', handle: update },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    handle: (call) => confirmed(call.context, find(call), call.params),
  },
  { method: 'POST', path: '/v1/payment_intents/:id/cancel', handle: cancel },
]
