import { nanoOfCents } from './cents'
import { stripe } from './stripe-client'
import { callStripe, isMissing } from './stripe-errors'
import { timeOf } from './stripe-ids'
import type { InvoiceView } from './types'
import { findCustomer } from './with-customer'

const maxShown = 12

/** A customer's last invoices, newest first, from Stripe; none before the first purchase. */
export async function listInvoices(userId: string): Promise<InvoiceView[]> {
  const customer = await findCustomer(userId)
  if (customer === null) return []
  try {
    const found = await callStripe(async () => await stripe().invoices.list({ customer, limit: maxShown }))
    return found.data.map(({ id, number, created, status, total, hosted_invoice_url: url }) => ({
      ...{ id, number, at: timeOf(created), status: status ?? 'draft', url: url ?? null },
      // A credit for unused time is less than zero.
      totalNanoUsd: total < 0 ? -nanoOfCents(-total) : nanoOfCents(total),
    }))
  } catch (thrown) {
    if (isMissing(thrown)) return []
    throw thrown
  }
}
