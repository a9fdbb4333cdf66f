import type { Stripe } from 'stripe'
import { stripeId } from '../ids'
import type { StripeStore } from '../store'

export function newCustomer(store: StripeStore, given: Partial<Stripe.Customer>): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: stripeId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: store.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...given,
  }
  store.customers.set(customer.id, customer)
  return customer
}
