import type { Stripe } from 'stripe'
import { type JsonObject, objectAt } from '../../json'
import { refuse, refuseAbsent, refuseMissing, StripeRefused } from '../errors'
import type { StripeContext } from '../events'
import { stripeId } from '../ids'
import { customerOf } from '../invoices'
import { listPage } from '../lists'
import { boolAt, integerAt, metadataAfter, objectsAt, oneOf, requiredText, textAt } from '../params'
import { idOf, resolveMethod } from '../payments'
import { applyChanges, type ItemChange, prorationLines, startsNewPeriod } from '../prorate'
import {
  billNow,
  cancelNow,
  change,
  periodLines,
  refuseIfUnpayable,
  startSubscription,
  waitingLines,
} from '../subscriptions'
import { findPrice } from './catalogue'
import { type ApiCall, type ApiRoute, firstId } from './handler'

const statuses = [
  'active',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'trialing',
  'unpaid',
  'all',
  'ended',
] as const

export function findSubscription(context: StripeContext, id: string): Stripe.Subscription {
  return context.store.subscriptions.get(id) ?? refuseMissing('subscription', id)
}

function create(call: ApiCall): object {
  const { context, params } = call
  const customer = customerOf(context, requiredText(params, 'customer'))
  const items = objectsAt(params, 'items').map((item) => ({
    price: findPrice(context, requiredText(item, 'price')),
    quantity: integerAt(item, 'quantity') ?? 1,
  }))
  if (items.length === 0) refuseAbsent('items')
  const methodId = textAt(params, 'default_payment_method') ?? idOf(customer.invoice_settings.default_payment_method)
  const method = methodId === null ? null : resolveMethod(context, methodId, customer.id)
  const { subscription, outcome } = startSubscription(context, {
    customer,
    items,
    metadata: metadataAfter({}, params),
    automaticTax: boolAt(objectAt(params, 'automatic_tax') ?? {}, 'enabled') === true,
    method,
    offSession: boolAt(params, 'off_session') === true,
  })
  if (outcome.kind === 'failed' && textAt(params, 'payment_behavior') === 'error_if_incomplete') {
    cancelNow(context, subscription, 'payment_failed')
    throw new StripeRefused(402, { type: 'card_error', code: outcome.code, message: outcome.message })
  }
  return subscription
}

/** The items that an update asks for, matched with those there are. */
export function changesFrom(
  context: StripeContext,
  subscription: Stripe.Subscription,
  params: JsonObject,
): ItemChange[] {
  return objectsAt(params, 'items').map((wanted) => {
    const id = textAt(wanted, 'id')
    const item = subscription.items.data.find((known) => known.id === id)
    if (!item) refuse(400, 'The simulator changes existing items only: pass the item’s id.', undefined, 'items')
    const price = textAt(wanted, 'price')
    return {
      item,
      price: price === null ? item.price : findPrice(context, price),
      quantity: integerAt(wanted, 'quantity') ?? item.quantity ?? 1,
    }
  })
}

function update(call: ApiCall): object {
  const { context, params } = call
  const subscription = findSubscription(context, firstId(call))
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    refuse(404, `No such subscription: '${subscription.id}'`, 'resource_missing', 'id')
  }
  const behaviour = textAt(params, 'payment_behavior') ?? 'allow_incomplete'
  if (behaviour === 'pending_if_incomplete')
    refuse(400, 'The simulator has no pending updates.', undefined, 'payment_behavior')
  const changes = changesFrom(context, subscription, params)
  const changed = changes.filter(
    ({ item, price, quantity }) => item.price.id !== price.id || item.quantity !== quantity,
  )
  const anchorNow = textAt(params, 'billing_cycle_anchor') === 'now'
  if (changed.length > 0 || anchorNow) changeItems(context, subscription, changed, params, behaviour)
  change(context, subscription, () => applyFields(context, subscription, params))
  context.store.touch()
  return subscription
}

function changeItems(
  context: StripeContext,
  subscription: Stripe.Subscription,
  changes: readonly ItemChange[],
  params: JsonObject,
  behaviour: string,
): void {
  const mode = oneOf(params, 'proration_behavior', ['create_prorations', 'always_invoice', 'none'], 'create_prorations')
  const at = integerAt(params, 'proration_date') ?? context.store.now()
  const newPeriod = startsNewPeriod(changes, textAt(params, 'billing_cycle_anchor') === 'now')
  const lines = mode === 'none' ? [] : prorationLines(subscription, changes, at, newPeriod)
  const billed = newPeriod || mode === 'always_invoice'
  if (billed && behaviour === 'error_if_incomplete') {
    refuseIfUnpayable(
      context,
      subscription,
      lines.reduce((sum, line) => sum + line.amount, newPeriod ? 1 : 0),
    )
  }
  change(context, subscription, () => applyChanges(subscription, changes, at, newPeriod))
  if (billed) {
    const due = [
      ...waitingLines(context, subscription, true),
      ...lines,
      ...(newPeriod ? periodLines(subscription) : []),
    ]
    billNow(context, subscription, due, 'subscription_update')
    return
  }
  for (const line of lines) {
    const id = stripeId('ii')
    context.store.prorations.set(id, { id, ...line })
  }
}

function applyFields(context: StripeContext, subscription: Stripe.Subscription, params: JsonObject): void {
  subscription.metadata = metadataAfter(subscription.metadata, params)
  const method = textAt(params, 'default_payment_method')
  if (method !== null)
    subscription.default_payment_method = resolveMethod(context, method, idOf(subscription.customer)).id
  const cancel = boolAt(params, 'cancel_at_period_end')
  if (cancel !== null) cancelAtPeriodEnd(context, subscription, cancel)
}

export function cancelAtPeriodEnd(context: StripeContext, subscription: Stripe.Subscription, cancel: boolean): void {
  const end = subscription.items.data[0]?.current_period_end ?? null
  subscription.cancel_at_period_end = cancel
  subscription.cancel_at = cancel ? end : null
  subscription.canceled_at = cancel ? context.store.now() : null
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: cancel ? 'cancellation_requested' : null,
  }
}

function cancel(call: ApiCall): object {
  const subscription = findSubscription(call.context, firstId(call))
  if (subscription.status === 'canceled') refuseMissing('subscription', subscription.id)
  cancelNow(call.context, subscription, 'cancellation_requested')
  return subscription
}

function list(call: ApiCall): object {
  const { params } = call
  const customer = textAt(params, 'customer')
  const price = textAt(params, 'price')
  const status = textAt(params, 'status') === null ? null : oneOf(params, 'status', statuses, 'all')
  return listPage(call.context.store.subscriptions.values(), params, call.path, (subscription) => {
    if (customer !== null && idOf(subscription.customer) !== customer) return false
    if (price !== null && !subscription.items.data.some((item) => item.price.id === price)) return false
    if (status === 'all') return true
    const ended = subscription.status === 'canceled' || subscription.status === 'incomplete_expired'
    if (status === 'ended') return ended
    return status === null ? subscription.status !== 'canceled' : subscription.status === status
  })
}

export const subscriptionRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/subscriptions', handle: create },
  { method: 'GET', path: '/v1/subscriptions', handle: list },
  { method: 'GET', path: '/v1/subscriptions/:id', handle: (call) => findSubscription(call.context, firstId(call)) },
  { method: 'POST', path: '/v1/subscriptions/:id', handle: update },
  { method: 'DELETE', path: '/v1/subscriptions/:id', handle: cancel },
]
