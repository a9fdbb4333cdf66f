import type { Stripe } from 'stripe'
import { promotionCode } from '../checkout'
import type { StripeContext } from '../events'
import { methodsOfTypes } from '../objects/payment-method'
import { escapeHtml, money, page } from './html'

/** The page where a buyer pays, or why that is over. */
export function checkoutPage(context: StripeContext, session: Stripe.Checkout.Session, problem: string | null): string {
  if (session.status !== 'open') return endedPage(session)
  const email = emailOf(context, session)
  const verb = session.mode === 'subscription' ? 'Subscribe' : 'Pay'
  const total = money(session.amount_total ?? 0, session.currency ?? 'usd')
  const cancel = session.cancel_url
    ? `<p><a href="${escapeHtml(filled(session.cancel_url, session.id))}">Cancel and go back</a></p>`
    : ''
  return page(
    `${verb} ${total} · simulator`,
    `<section aria-labelledby="summary"><h1 id="summary">${verb} Turnpike</h1><div class="total">${total}</div>${summary(context, session)}${promotion(session)}${cancel}</section>
<section aria-labelledby="method"><h2 id="method">How do you pay?</h2>${problem ? `<p class="error" role="alert">${escapeHtml(problem)}</p>` : ''}
<form method="post" action="/checkout/${session.id}">
<label class="field">E-mail<input type="email" name="email" required autocomplete="email" value="${escapeHtml(email)}"></label>
<fieldset style="border:0;padding:0;margin:0"><legend class="soft" style="margin-bottom:8px">Choose what should happen</legend>${choices(session)}</fieldset>
<button class="primary" type="submit">${verb} ${total}</button></form></section>`,
    'two',
  )
}

function emailOf(context: StripeContext, session: Stripe.Checkout.Session): string {
  const customer = typeof session.customer === 'string' ? context.store.customers.get(session.customer) : undefined
  return customer?.email ?? session.customer_email ?? ''
}

function choices(session: Stripe.Checkout.Session): string {
  return methodsOfTypes(session.payment_method_types)
    .map(
      (method, index) =>
        `<label class="choice"><input type="radio" name="method" value="${method.key}"${index === 0 ? ' checked' : ''}><span>${escapeHtml(method.label)}<br><span class="soft">${method.behaviour.startsWith('delayed') ? 'SEPA' : 'Visa'} •••• ${method.last4}</span></span></label>`,
    )
    .join('')
}

function summary(context: StripeContext, session: Stripe.Checkout.Session): string {
  const currency = session.currency ?? 'usd'
  const lines = context.store.sessionExtras.get(session.id)?.lineItems ?? []
  const rows = lines.map((line) => {
    const every = line.price?.recurring ? ` / ${line.price.recurring.interval}` : ''
    const name = `${escapeHtml(line.description ?? 'Item')}${(line.quantity ?? 1) > 1 ? ` × ${line.quantity}` : ''}`
    return `<tr><td>${name}</td><td>${money(line.amount_subtotal, currency)}${every}</td></tr>`
  })
  const details = session.total_details
  if (details && details.amount_discount > 0) {
    rows.push(`<tr><td>Discount ${promotionCode}</td><td>−${money(details.amount_discount, currency)}</td></tr>`)
  }
  if (details && details.amount_tax > 0)
    rows.push(`<tr><td>Tax</td><td>${money(details.amount_tax, currency)}</td></tr>`)
  rows.push(`<tr class="sum"><td>Total</td><td>${money(session.amount_total ?? 0, currency)}</td></tr>`)
  return `<table>${rows.join('')}</table>`
}

function promotion(session: Stripe.Checkout.Session): string {
  if (!session.allow_promotion_codes || (session.total_details?.amount_discount ?? 0) > 0) return ''
  return `<form method="post" action="/checkout/${session.id}/promotion"><label class="field">Promotion code<input type="text" name="code" placeholder="${promotionCode}"></label><button type="submit">Apply</button></form>`
}

function endedPage(session: Stripe.Checkout.Session): string {
  const said = session.status === 'complete' ? 'You are all done here' : 'This link has expired'
  const on =
    session.status === 'complete' && session.success_url
      ? `<p><a class="button" href="${escapeHtml(filled(session.success_url, session.id))}">Go on</a></p>`
      : ''
  return page(
    said,
    `<section><h1>${said}</h1><p class="soft">Checkout session <code>${session.id}</code> is ${session.status}.</p>${on}</section>`,
  )
}

/** Stripe's placeholder in the caller's own address. */
export function filled(url: string, session: string): string {
  return url.replaceAll('{CHECKOUT_SESSION_ID}', session)
}
