import type { Stripe } from 'stripe'
import { testMethods } from '../objects/payment-method'
import { date, escapeHtml, money, page } from './html'

/** The hosted invoice, with a way to pay it while it is open. */
export function invoicePage(invoice: Stripe.Invoice, problem: string | null): string {
  const rows = invoice.lines.data.map(
    (line) =>
      `<tr><td>${escapeHtml(line.description ?? '')}<br><span class="soft">${date(line.period.start)} – ${date(line.period.end)}</span></td><td>${money(line.amount, invoice.currency)}</td></tr>`,
  )
  const tax = (invoice.total_taxes ?? []).reduce((sum, line) => sum + line.amount, 0)
  if (tax !== 0) rows.push(`<tr><td>Tax</td><td>${money(tax, invoice.currency)}</td></tr>`)
  if (invoice.starting_balance !== 0) {
    rows.push(`<tr><td>Credit</td><td>${money(invoice.starting_balance, invoice.currency)}</td></tr>`)
  }
  rows.push(`<tr class="sum"><td>Amount due</td><td>${money(invoice.amount_due, invoice.currency)}</td></tr>`)
  const said = problem ? `<p class="error" role="alert">${escapeHtml(problem)}</p>` : ''
  return page(
    `Invoice ${invoice.number ?? ''} · simulator`,
    `<section><h1>Invoice ${escapeHtml(invoice.number ?? invoice.id)}</h1><p class="soft">${date(invoice.created)} · ${invoice.status} · ${escapeHtml(invoice.customer_email ?? '')}</p>${said}<table>${rows.join('')}</table>${payForm(invoice)}</section>`,
  )
}

function payForm(invoice: Stripe.Invoice): string {
  if (invoice.status !== 'open') return ''
  const options = testMethods.map(
    (test) => `<option value="${test.key}">${escapeHtml(test.label)} (${test.last4})</option>`,
  )
  return `<form method="post" action="/invoice/${invoice.id}"><label class="field">Pay with<br><select name="method" style="width:100%;padding:10px;font:inherit;margin-top:4px">${options.join('')}</select></label><button class="primary" type="submit">Pay ${money(invoice.amount_remaining, invoice.currency)}</button></form>`
}
