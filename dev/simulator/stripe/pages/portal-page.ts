import type { Stripe } from 'stripe'
import type { StripeContext } from '../events'
import { behaviourOf, testMethods } from '../objects/payment-method'
import { idOf } from '../payments'
import { date, escapeHtml, money, page } from './html'

/** Subscriptions, cards and invoices of one customer, each with what can be done about it. */
export function portalPage(
  context: StripeContext,
  session: Stripe.BillingPortal.Session,
  problem: string | null,
): string {
  const customer = context.store.customers.get(session.customer)
  if (!customer) return page('Customer deleted', '<section><h1>This customer was deleted</h1></section>')
  const back = session.return_url
    ? `<p><a class="button" href="${escapeHtml(session.return_url)}">Return to Turnpike</a></p>`
    : ''
  const said = problem ? `<p class="error" role="alert">${escapeHtml(problem)}</p>` : ''
  return page(
    'Billing portal · simulator',
    `<section><h1>Billing of ${escapeHtml(customer.email ?? customer.id)}</h1>${said}${back}</section>
<section><h2>Subscriptions</h2>${subscriptions(context, session, customer)}</section>
<section><h2>Payment methods</h2>${methods(context, session, customer)}</section>
<section><h2>Invoices</h2>${invoices(context, customer)}</section>`,
  )
}

function action(session: Stripe.BillingPortal.Session, verb: string, id: string, label: string): string {
  return `<form method="post" action="/portal/${session.id}"><input type="hidden" name="action" value="${verb}"><input type="hidden" name="id" value="${id}"><button type="submit">${label}</button></form>`
}

function subscriptions(
  context: StripeContext,
  session: Stripe.BillingPortal.Session,
  customer: Stripe.Customer,
): string {
  const rows: string[] = []
  for (const subscription of context.store.subscriptions.values()) {
    if (idOf(subscription.customer) !== customer.id || subscription.status === 'incomplete_expired') continue
    const item = subscription.items.data[0]
    const price = item?.price
    const end = item ? date(item.current_period_end) : ''
    const state = subscription.cancel_at_period_end ? `ends on ${end}` : `${subscription.status}, until ${end}`
    const button =
      subscription.status === 'canceled'
        ? ''
        : subscription.cancel_at_period_end
          ? action(session, 'resume', subscription.id, 'Don’t cancel')
          : action(session, 'cancel', subscription.id, 'Cancel subscription')
    const cost = price ? `${money(price.unit_amount ?? 0, price.currency)} / ${price.recurring?.interval ?? ''}` : ''
    rows.push(
      `<div class="row"><div>${escapeHtml(price?.nickname ?? 'Subscription')} · ${cost}<br><span class="soft">${state}</span></div>${button}</div>`,
    )
  }
  return rows.length > 0 ? rows.join('') : '<p class="soft">No subscriptions.</p>'
}

function methods(context: StripeContext, session: Stripe.BillingPortal.Session, customer: Stripe.Customer): string {
  const rows: string[] = []
  const standard = idOf(customer.invoice_settings.default_payment_method)
  for (const method of context.store.paymentMethods.values()) {
    if (method.customer !== customer.id) continue
    const known = testMethods.find((test) => test.behaviour === behaviourOf(method))
    const name = `${method.type === 'card' ? 'Visa' : 'SEPA'} •••• ${known?.last4 ?? ''}`
    const mark = method.id === standard ? ' · default' : ''
    const makeDefault = method.id === standard ? '' : action(session, 'default', method.id, 'Make default')
    rows.push(
      `<div class="row"><div>${name}${mark}<br><span class="soft">${escapeHtml(known?.label ?? '')}</span></div><div>${makeDefault} ${action(session, 'remove', method.id, 'Remove')}</div></div>`,
    )
  }
  const options = testMethods.map(
    (test) => `<option value="${test.key}">${escapeHtml(test.label)} (${test.last4})</option>`,
  )
  return `${rows.join('') || '<p class="soft">No saved payment methods.</p>'}
<form method="post" action="/portal/${session.id}"><input type="hidden" name="action" value="add"><label class="field">Add a payment method<br><select name="method" style="width:100%;padding:10px;font:inherit;margin-top:4px">${options.join('')}</select></label><button type="submit">Add as default</button></form>`
}

function invoices(context: StripeContext, customer: Stripe.Customer): string {
  const rows: string[] = []
  for (const invoice of [...context.store.invoices.values()].reverse()) {
    if (idOf(invoice.customer) !== customer.id) continue
    rows.push(
      `<tr><td>${date(invoice.created)}</td><td><a href="/invoice/${invoice.id}">${escapeHtml(invoice.number ?? invoice.id)}</a></td><td>${invoice.status}</td><td>${money(invoice.total, invoice.currency)}</td></tr>`,
    )
  }
  return rows.length > 0 ? `<table>${rows.join('')}</table>` : '<p class="soft">No invoices.</p>'
}
