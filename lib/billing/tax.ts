import type { Stripe } from 'stripe'
import { settings } from '../settings'

type Tax = Pick<Stripe.Checkout.SessionCreateParams, 'automatic_tax' | 'customer_update'>

/** Stripe's automatic tax, when the operator switched it on: it needs the customer's address from the page. */
export function taxParams(): Tax {
  return settings().stripeAutomaticTax
    ? { automatic_tax: { enabled: true }, customer_update: { address: 'auto', name: 'auto' } }
    : {}
}
