import type { Stripe } from 'stripe'
import { type JsonObject, objectAt } from '../../json'
import { expireSession } from '../checkout'
import { refuse, refuseAbsent, refuseMissing } from '../errors'
import type { StripeContext } from '../events'
import { stripeId } from '../ids'
import { taxOn } from '../invoices'
import { listPage } from '../lists'
import { newCheckoutSession } from '../objects/checkout-session'
import { boolAt, integerAt, metadataAfter, objectsAt, oneOf, requiredText, textAt, textsAt } from '../params'
import { idOf } from '../payments'
import { findPrice, priceFrom } from './catalogue'
import { type ApiCall, type ApiRoute, firstId } from './handler'

const lifeSeconds = 86_400
const lifeMinSeconds = 1800
const lineItemsMax = 100

function find(call: ApiCall): Stripe.Checkout.Session {
  const id = firstId(call)
  return call.context.store.sessions.get(id) ?? refuseMissing('checkout.session', id, 'session')
}

function create(call: ApiCall): object {
  const { context, params } = call
  requiredText(params, 'mode')
  const mode = oneOf(params, 'mode', ['payment', 'subscription'], 'payment')
  const customer = textAt(params, 'customer')
  if (customer !== null && !context.store.customers.has(customer)) refuseMissing('customer', customer, 'customer')
  const automaticTax = boolAt(objectAt(params, 'automatic_tax') ?? {}, 'enabled') === true
  const lineItems = lineItemsFrom(context, params, mode, automaticTax)
  const intentData = objectAt(params, 'payment_intent_data') ?? {}
  if (mode === 'subscription' && objectAt(params, 'payment_intent_data')) {
    refuse(400, 'You can not pass `payment_intent_data` in `subscription` mode.', undefined, 'payment_intent_data')
  }
  const subscriptionData = objectAt(params, 'subscription_data') ?? {}
  if ('trial_period_days' in subscriptionData || 'trial_end' in subscriptionData) {
    refuse(400, 'The simulator has no trials.', undefined, 'subscription_data')
  }
  const session = newCheckoutSession(context.store, context.url, {
    mode,
    lineItems,
    automaticTax,
    customer,
    customerEmail: textAt(params, 'customer_email'),
    customerCreation: textAt(params, 'customer_creation') === 'always' ? 'always' : 'if_required',
    clientReferenceId: textAt(params, 'client_reference_id'),
    successUrl: requiredText(params, 'success_url'),
    cancelUrl: textAt(params, 'cancel_url'),
    metadata: metadataAfter({}, params),
    allowPromotionCodes: boolAt(params, 'allow_promotion_codes') === true,
    expiresAt: expiryFrom(context, params),
    paymentMethodTypes: methodTypesFrom(params),
  })
  context.store.sessionExtras.set(session.id, {
    lineItems,
    saveMethod: textAt(intentData, 'setup_future_usage') !== null,
    paymentMetadata: metadataAfter({}, intentData),
    subscriptionMetadata: metadataAfter({}, subscriptionData),
    description: textAt(intentData, 'description'),
  })
  context.store.touch()
  return session
}

/** All that the simulator has, unless the caller names some. */
function methodTypesFrom(params: JsonObject): string[] {
  const wanted = textsAt(params, 'allowed_payment_method_types')
  const known = ['card', 'sepa_debit'].filter((type) => wanted.length === 0 || wanted.includes(type))
  return known.length > 0
    ? known
    : refuse(400, 'The simulator has card and sepa_debit only.', undefined, 'allowed_payment_method_types')
}

function expiryFrom(context: StripeContext, params: JsonObject): number {
  const now = context.store.now()
  const wanted = integerAt(params, 'expires_at')
  if (wanted === null) return now + lifeSeconds
  if (wanted < now + lifeMinSeconds - 60 || wanted > now + lifeSeconds + 60) {
    refuse(400, 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', undefined, 'expires_at')
  }
  return wanted
}

function lineItemsFrom(
  context: StripeContext,
  params: JsonObject,
  mode: string,
  automaticTax: boolean,
): Stripe.LineItem[] {
  const given = objectsAt(params, 'line_items')
  if (given.length === 0) refuseAbsent('line_items')
  if (given.length > lineItemsMax)
    refuse(400, `At most ${lineItemsMax} line items are allowed.`, undefined, 'line_items')
  return given.map((item) => {
    const data = objectAt(item, 'price_data')
    const price = data ? priceFrom(context, data) : findPrice(context, requiredText(item, 'price'))
    if (mode === 'payment' && price.recurring) {
      refuse(400, 'You specified `payment` mode but passed a recurring price.', undefined, 'line_items')
    }
    if (mode === 'subscription' && !price.recurring) {
      refuse(400, 'The simulator takes only recurring prices in `subscription` mode.', undefined, 'line_items')
    }
    return lineItem(price, integerAt(item, 'quantity') ?? 1, automaticTax)
  })
}

function lineItem(price: Stripe.Price, quantity: number, automaticTax: boolean): Stripe.LineItem {
  const subtotal = (price.unit_amount ?? 0) * quantity
  const tax = taxOn(subtotal, automaticTax)
  return {
    id: stripeId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: subtotal,
    amount_tax: tax,
    amount_total: subtotal + tax,
    currency: price.currency,
    description: price.nickname,
    discounts: [],
    metadata: {},
    price,
    quantity,
    taxes: [],
  }
}

function lineItems(call: ApiCall): object {
  const session = find(call)
  const items = call.context.store.sessionExtras.get(session.id)?.lineItems ?? []
  return listPage([...items].reverse(), call.params, call.path)
}

function expire(call: ApiCall): object {
  const session = find(call)
  expireSession(call.context, session)
  return session
}

function update(call: ApiCall): object {
  const session = find(call)
  session.metadata = metadataAfter(session.metadata ?? {}, call.params)
  call.context.store.touch()
  return session
}

function list(call: ApiCall): object {
  const { params } = call
  const wanted = { customer: textAt(params, 'customer'), payment_intent: textAt(params, 'payment_intent') }
  const subscription = textAt(params, 'subscription')
  const status = textAt(params, 'status')
  return listPage(
    call.context.store.sessions.values(),
    params,
    call.path,
    (session) =>
      (wanted.customer === null || idOf(session.customer) === wanted.customer) &&
      (wanted.payment_intent === null || idOf(session.payment_intent) === wanted.payment_intent) &&
      (subscription === null || idOf(session.subscription) === subscription) &&
      (status === null || session.status === status),
  )
}

export const checkoutRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/checkout/sessions', handle: create },
  { method: 'GET', path: '/v1/checkout/sessions', handle: list },
  { method: 'GET', path: '/v1/checkout/sessions/:id', handle: find },
  { method: 'POST', path: '/v1/checkout/sessions/:id', handle: update },
  { method: 'GET', path: '/v1/checkout/sessions/:id/line_items', handle: lineItems },
  { method: 'POST', path: '/v1/checkout/sessions/:id/expire', handle: expire },
]
