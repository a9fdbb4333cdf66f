import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'
import { idOf } from './stripe-ids'

/** What can be charged off session: the customer's default, else what was saved before, else the newest card. */
export async function findSavedMethod(customerId: string, before: string | null): Promise<string | null> {
  return await callStripe(async () => {
    const [customer, methods] = await Promise.all([
      stripe().customers.retrieve(customerId),
      stripe().paymentMethods.list({ customer: customerId, limit: 20 }),
    ])
    const standard = customer.deleted ? null : idOf(customer.invoice_settings.default_payment_method)
    const ids = methods.data.map((method) => method.id)
    if (standard !== null && ids.includes(standard)) return standard
    return before !== null && ids.includes(before) ? before : (ids[0] ?? null)
  })
}
