import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Stripe } from 'stripe'
import type { JsonObject } from '../../json'
import { payOpenInvoice } from '../api/invoices'
import { cancelAtPeriodEnd } from '../api/subscriptions'
import { applyPromotion, completeSession, promotionCode } from '../checkout'
import { runClock } from '../clock'
import { StripeRefused } from '../errors'
import { emit, previousOf, type StripeContext } from '../events'
import { parseForm } from '../form'
import { newPaymentMethod, testMethodNamed } from '../objects/payment-method'
import { textAt } from '../params'
import { attach, idOf } from '../payments'
import { change } from '../subscriptions'
import { checkoutPage, filled } from './checkout-page'
import { page } from './html'
import { invoicePage } from './invoice-page'
import { portalPage } from './portal-page'

type Shown = { readonly html: string; readonly status?: number } | { readonly location: string }

/** The pages that people see: checkout, portal, invoice. */
export function pages(context: StripeContext, req: IncomingMessage, res: ServerResponse, url: URL, body: string): void {
  runClock(context)
  const shown = show(context, url.pathname, req.method === 'POST' ? parseForm(body) : null)
  if (req.method === 'POST') context.store.touch()
  if ('location' in shown) {
    res.writeHead(303, { location: shown.location })
    res.end()
    return
  }
  res.writeHead(shown.status ?? 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  })
  res.end(shown.html)
}

function show(context: StripeContext, path: string, form: JsonObject | null): Shown {
  const [, kind, id = '', further] = path.split('/')
  const { sessions, portalSessions, invoices } = context.store
  const session = kind === 'checkout' ? sessions.get(id) : undefined
  if (session) return showCheckout(context, session, form, further === 'promotion')
  const portal = kind === 'portal' ? portalSessions.get(id) : undefined
  if (portal) return showPortal(context, portal, form)
  const invoice = kind === 'invoice' ? invoices.get(id) : undefined
  if (invoice) return showInvoice(context, invoice, form)
  return { status: 404, html: page('Not found', '<section><h1>There is nothing here</h1></section>') }
}

/** What a form asked for, or the sentence that says why not. */
function attempt(run: () => string | null): string | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof StripeRefused) return error.message
    throw error
  }
}

function showCheckout(
  context: StripeContext,
  session: Stripe.Checkout.Session,
  form: JsonObject | null,
  promotion: boolean,
): Shown {
  if (form === null) return { html: checkoutPage(context, session, null) }
  const problem = attempt(() => {
    if (promotion) {
      if (textAt(form, 'code')?.toUpperCase() !== promotionCode) return `This code is not valid. Try ${promotionCode}.`
      applyPromotion(context, session)
      return null
    }
    const test = testMethodNamed(textAt(form, 'method') ?? '')
    if (!test) return 'Choose a payment method.'
    const outcome = completeSession(context, session, test, textAt(form, 'email'))
    return outcome.kind === 'failed' ? `${outcome.message} Choose another payment method.` : null
  })
  if (problem !== null) return { html: checkoutPage(context, session, problem), status: 402 }
  if (promotion || session.success_url === null) return { location: `/checkout/${session.id}` }
  return { location: filled(session.success_url, session.id) }
}

function showPortal(context: StripeContext, portal: Stripe.BillingPortal.Session, form: JsonObject | null): Shown {
  if (form === null) return { html: portalPage(context, portal, null) }
  const problem = attempt(() => portalAction(context, portal, form))
  return problem === null
    ? { location: `/portal/${portal.id}` }
    : { html: portalPage(context, portal, problem), status: 400 }
}

function portalAction(context: StripeContext, portal: Stripe.BillingPortal.Session, form: JsonObject): string | null {
  const { store } = context
  const id = textAt(form, 'id') ?? ''
  const verb = textAt(form, 'action')
  const subscription = store.subscriptions.get(id)
  if ((verb === 'cancel' || verb === 'resume') && idOf(subscription?.customer) === portal.customer && subscription) {
    change(context, subscription, () => cancelAtPeriodEnd(context, subscription, verb === 'cancel'))
    return null
  }
  if (verb === 'add') {
    const test = testMethodNamed(textAt(form, 'method') ?? '')
    if (!test) return 'Choose a payment method.'
    if (test.behaviour === 'declined') return 'Your card was declined. Choose another one.'
    const added = newPaymentMethod(store, test, null, null)
    attach(context, added, portal.customer)
    makeDefault(context, portal.customer, added.id)
    return null
  }
  const method = store.paymentMethods.get(id)
  if (!method || idOf(method.customer) !== portal.customer) return 'This is not here any more.'
  if (verb === 'default') makeDefault(context, portal.customer, method.id)
  if (verb === 'remove') {
    if (idOf(store.customers.get(portal.customer)?.invoice_settings.default_payment_method) === id) {
      makeDefault(context, portal.customer, null)
    }
    method.customer = null
    emit(context, 'payment_method.detached', method, { customer: portal.customer })
  }
  return null
}

/** The customer's default, and so that of its running subscriptions. */
function makeDefault(context: StripeContext, customerId: string, method: string | null): void {
  const customer = context.store.customers.get(customerId)
  if (!customer) return
  const before = structuredClone(customer)
  customer.invoice_settings.default_payment_method = method
  emit(context, 'customer.updated', customer, previousOf(before, customer))
  for (const subscription of context.store.subscriptions.values()) {
    if (idOf(subscription.customer) !== customerId || subscription.status === 'canceled') continue
    change(context, subscription, () => {
      subscription.default_payment_method = method
    })
  }
}

function showInvoice(context: StripeContext, invoice: Stripe.Invoice, form: JsonObject | null): Shown {
  if (form === null) return { html: invoicePage(invoice, null) }
  const problem = attempt(() => {
    const test = testMethodNamed(textAt(form, 'method') ?? '')
    if (!test) return 'Choose a payment method.'
    const method = newPaymentMethod(context.store, test, idOf(invoice.customer), invoice.customer_email)
    const outcome = payOpenInvoice(context, invoice, method)
    return outcome.kind === 'failed' ? outcome.message : null
  })
  return problem === null
    ? { location: `/invoice/${invoice.id}` }
    : { html: invoicePage(invoice, problem), status: 402 }
}
