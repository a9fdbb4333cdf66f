import type { Stripe } from 'stripe'
import { objectAt } from '../../json'
import { refuse, refuseMissing, StripeRefused } from '../errors'
import { emit, type StripeContext } from '../events'
import { draftInvoice, payInvoice } from '../invoices'
import { listPage } from '../lists'
import { integerAt, metadataAfter, oneOf, requiredText, textAt } from '../params'
import { idOf, resolveMethod } from '../payments'
import { prorationLines, startsNewPeriod } from '../prorate'
import { methodFor, periodLines, setStatus, waitingLines } from '../subscriptions'
import { type ApiCall, type ApiRoute, firstId } from './handler'
import { changesFrom, findSubscription } from './subscriptions'

function findInvoice(context: StripeContext, id: string): Stripe.Invoice {
  return context.store.invoices.get(id) ?? refuseMissing('invoice', id)
}

function list(call: ApiCall): object {
  const { params } = call
  const customer = textAt(params, 'customer')
  const subscription = textAt(params, 'subscription')
  const status = textAt(params, 'status')
  return listPage(
    call.context.store.invoices.values(),
    params,
    call.path,
    (invoice) =>
      (customer === null || idOf(invoice.customer) === customer) &&
      (subscription === null || idOf(invoice.parent?.subscription_details?.subscription) === subscription) &&
      (status === null || invoice.status === status),
  )
}

function update(call: ApiCall): object {
  const invoice = findInvoice(call.context, firstId(call))
  invoice.metadata = metadataAfter(invoice.metadata ?? {}, call.params)
  emit(call.context, 'invoice.updated', invoice)
  return invoice
}

function pay(call: ApiCall): object {
  const invoice = findInvoice(call.context, firstId(call))
  const named = textAt(call.params, 'payment_method')
  const method = named === null ? null : resolveMethod(call.context, named, idOf(invoice.customer))
  const outcome = payOpenInvoice(call.context, invoice, method)
  if (outcome?.kind === 'failed') {
    throw new StripeRefused(402, { type: 'card_error', code: outcome.code, message: outcome.message })
  }
  return invoice
}

/** Pays an open invoice on the customer's own wish, and revives its subscription. */
export function payOpenInvoice(context: StripeContext, invoice: Stripe.Invoice, method: Stripe.PaymentMethod | null) {
  if (invoice.status === 'paid') refuse(400, 'Invoice is already paid', 'invoice_already_paid')
  if (invoice.status !== 'open') refuse(400, `Invoice is ${invoice.status}.`, 'invoice_not_open')
  const id = idOf(invoice.parent?.subscription_details?.subscription)
  const subscription = context.store.subscriptions.get(id ?? '')
  const payer = method ?? (subscription ? methodFor(context, subscription) : null)
  const outcome = payInvoice(context, invoice, payer, false)
  const alive = subscription && ['past_due', 'incomplete', 'unpaid'].includes(subscription.status)
  if (outcome.kind === 'succeeded' && alive) setStatus(context, subscription, 'active')
  context.store.touch()
  return outcome
}

function voidInvoice(call: ApiCall): object {
  const invoice = findInvoice(call.context, firstId(call))
  if (invoice.status !== 'open') refuse(400, `You can only void open invoices; this one is ${invoice.status}.`)
  invoice.status = 'void'
  invoice.next_payment_attempt = null
  invoice.status_transitions.voided_at = call.context.store.now()
  emit(call.context, 'invoice.voided', invoice)
  return invoice
}

/** What the next invoice, or a change made now, would cost. */
function preview(call: ApiCall): object {
  const { context, params } = call
  const subscription = findSubscription(context, requiredText(params, 'subscription'))
  const details = objectAt(params, 'subscription_details') ?? {}
  const changes = changesFrom(context, subscription, details)
  const mode = oneOf(
    details,
    'proration_behavior',
    ['create_prorations', 'always_invoice', 'none'],
    'create_prorations',
  )
  const at = integerAt(details, 'proration_date') ?? context.store.now()
  const newPeriod = startsNewPeriod(changes, textAt(details, 'billing_cycle_anchor') === 'now')
  const lines = mode === 'none' ? [] : prorationLines(subscription, changes, at, newPeriod)
  const waiting = waitingLines(context, subscription, false)
  if (mode === 'always_invoice' && !newPeriod) {
    return draftInvoice(context, subscription, [...waiting, ...lines], 'subscription_update')
  }
  const next = structuredClone(subscription)
  for (const changed of changes) {
    const item = next.items.data.find((known) => known.id === changed.item.id)
    if (!item) continue
    item.price = changed.price
    item.quantity = changed.quantity
  }
  return draftInvoice(
    context,
    subscription,
    [...waiting, ...lines, ...periodLines(next)],
    newPeriod ? 'subscription_update' : 'upcoming',
  )
}

function lines(call: ApiCall): object {
  const invoice = findInvoice(call.context, firstId(call))
  return listPage([...invoice.lines.data].reverse(), call.params, call.path)
}

function listPayments(call: ApiCall): object {
  const invoice = textAt(call.params, 'invoice')
  const payment = objectAt(call.params, 'payment')
  const intent = payment ? textAt(payment, 'payment_intent') : null
  return listPage(
    call.context.store.invoicePayments.values(),
    call.params,
    call.path,
    (known) =>
      (invoice === null || known.invoice === invoice) && (intent === null || known.payment.payment_intent === intent),
  )
}

export const invoiceRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/v1/invoices', handle: list },
  { method: 'POST', path: '/v1/invoices/create_preview', handle: preview },
  { method: 'GET', path: '/v1/invoices/:id', handle: (call) => findInvoice(call.context, firstId(call)) },
  { method: 'POST', path: '/v1/invoices/:id', handle: update },
  { method: 'POST', path: '/v1/invoices/:id/pay', handle: pay },
  { method: 'POST', path: '/v1/invoices/:id/void', handle: voidInvoice },
  { method: 'GET', path: '/v1/invoices/:id/lines', handle: lines },
  { method: 'GET', path: '/v1/invoice_payments', handle: listPayments },
]
