import type { Stripe } from 'stripe'
import { stripeId } from '../ids'
import type { StripeStore } from '../store'

export function newProduct(store: StripeStore, given: Partial<Stripe.Product> & { name: string }): Stripe.Product {
  const now = store.now()
  const product: Stripe.Product = {
    id: stripeId('prod'),
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: now,
    url: null,
    ...given,
  }
  store.products.set(product.id, product)
  return product
}

type PriceGiven = Partial<Stripe.Price> & { product: string; currency: string; unit_amount: number }

export function newPrice(store: StripeStore, given: PriceGiven): Stripe.Price {
  const price: Stripe.Price = {
    id: stripeId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: store.now(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? 'recurring' : 'one_time',
    unit_amount_decimal: null,
    ...given,
  }
  store.prices.set(price.id, price)
  return price
}

/** The old form of a recurring price, still shown on subscription items. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: null,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}
