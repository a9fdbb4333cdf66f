import type { Stripe } from 'stripe'
import { refuseMissing } from './errors'
import { emit, type StripeContext } from './events'
import { newCharge } from './objects/payment'
import { type Behaviour, behaviourOf, isDelayed, newPaymentMethod, testMethodNamed } from './objects/payment-method'
import type { DelayedPayment } from './store'

export type PaymentOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'failed'; readonly code: 'card_declined' | 'authentication_required'; readonly message: string }

const delayedSeconds = 10

/** A payment method by id, or a fresh one by the name of a test card. */
export function resolveMethod(context: StripeContext, id: string, customer: string | null): Stripe.PaymentMethod {
  const known = context.store.paymentMethods.get(id)
  if (known) return known
  const test = testMethodNamed(id)
  return test
    ? newPaymentMethod(context.store, test, customer, null)
    : refuseMissing('PaymentMethod', id, 'payment_method')
}

/** The id where the SDK's types allow the whole object too; the simulator only ever stores ids. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

export function attach(context: StripeContext, method: Stripe.PaymentMethod, customer: string): void {
  if (idOf(method.customer) === customer) return
  method.customer = customer
  emit(context, 'payment_method.attached', method)
}

/** What this method would do now; the rest of the world is told by payIntent. */
export function forecast(behaviour: Behaviour, offSession: boolean): PaymentOutcome {
  if (isDelayed(behaviour)) return { kind: 'processing' }
  if (behaviour === 'declined' || (offSession && behaviour === 'fails_later')) {
    return { kind: 'failed', code: 'card_declined', message: 'Your card was declined.' }
  }
  if (offSession && behaviour === 'needs_authentication') {
    return {
      kind: 'failed',
      code: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
    }
  }
  return { kind: 'succeeded' }
}

/** Tries to collect the intent's amount, and says so in events. */
export function payIntent(
  context: StripeContext,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  offSession: boolean,
): PaymentOutcome {
  const behaviour = behaviourOf(method)
  const outcome = forecast(behaviour, offSession)
  intent.payment_method = method.id
  intent.payment_method_types = [method.type]
  if (outcome.kind === 'processing') {
    intent.status = 'processing'
    emit(context, 'payment_intent.processing', intent)
    const charge = newCharge(context.store, intent, method, 'pending')
    intent.latest_charge = charge.id
    emit(context, 'charge.pending', charge)
    const dueAt = context.store.now() + delayedSeconds
    context.store.delayed.set(intent.id, { paymentIntent: intent.id, dueAt, succeeds: behaviour === 'delayed' })
  } else if (outcome.kind === 'succeeded') {
    succeed(context, intent, newCharge(context.store, intent, method, 'succeeded'))
  } else {
    failIntent(context, intent, method, outcome.code, outcome.message)
  }
  context.store.touch()
  return outcome
}

function succeed(context: StripeContext, intent: Stripe.PaymentIntent, charge: Stripe.Charge): void {
  intent.status = 'succeeded'
  intent.amount_received = intent.amount
  intent.last_payment_error = null
  intent.latest_charge = charge.id
  emit(context, 'charge.succeeded', charge)
  emit(context, 'payment_intent.succeeded', intent)
}

function failIntent(
  context: StripeContext,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  code: 'card_declined' | 'authentication_required',
  message: string,
): void {
  const charge = newCharge(context.store, intent, method, 'failed')
  charge.failure_code = code
  charge.failure_message = message
  intent.status = 'requires_payment_method'
  intent.payment_method = null
  intent.latest_charge = charge.id
  intent.last_payment_error = {
    type: 'card_error',
    code,
    decline_code: code === 'card_declined' ? 'generic_decline' : 'authentication_required',
    charge: charge.id,
    message,
    payment_method: method,
  }
  emit(context, 'charge.failed', charge)
  emit(context, 'payment_intent.payment_failed', intent)
}

/** A delayed payment comes to its end; the caller tells whoever waited for it. */
export function endDelayed(context: StripeContext, delayed: DelayedPayment): Stripe.PaymentIntent | null {
  const { store } = context
  store.delayed.delete(delayed.paymentIntent)
  const intent = store.paymentIntents.get(delayed.paymentIntent)
  const charge = store.charges.get(idOf(intent?.latest_charge) ?? '')
  if (!intent || !charge || intent.status !== 'processing') return null
  if (delayed.succeeds) {
    charge.status = 'succeeded'
    charge.paid = true
    charge.captured = true
    charge.amount_captured = charge.amount
    succeed(context, intent, charge)
  } else {
    charge.status = 'failed'
    charge.failure_code = 'debit_not_authorized'
    charge.failure_message = 'The customer’s bank refused the debit.'
    intent.status = 'requires_payment_method'
    intent.payment_method = null
    intent.last_payment_error = {
      type: 'invalid_request_error',
      code: 'payment_intent_payment_attempt_failed',
      message: charge.failure_message,
    }
    emit(context, 'charge.failed', charge)
    emit(context, 'payment_intent.payment_failed', intent)
  }
  store.touch()
  return intent
}
