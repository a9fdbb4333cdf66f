import type { Stripe } from 'stripe'
import { stripeId } from '../ids'
import type { Metadata } from '../params'
import type { StripeStore } from '../store'

export interface CheckoutSpec {
  readonly mode: 'payment' | 'subscription'
  readonly lineItems: readonly Stripe.LineItem[]
  readonly automaticTax: boolean
  readonly customer: string | null
  readonly customerEmail: string | null
  readonly customerCreation: 'always' | 'if_required'
  readonly clientReferenceId: string | null
  readonly successUrl: string
  readonly cancelUrl: string | null
  readonly metadata: Metadata
  readonly allowPromotionCodes: boolean
  readonly paymentMethodTypes: string[]
  readonly expiresAt: number
}

const blank = {
  object: 'checkout.session',
  adaptive_pricing: null,
  after_expiration: null,
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer_account: null,
  customer_details: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  locale: null,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_status: 'unpaid',
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: 'open',
  submit_type: null,
  subscription: null,
  ui_mode: 'hosted_page',
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>

/** An open session with its page under `url`. */
export function newCheckoutSession(store: StripeStore, url: string, spec: CheckoutSpec): Stripe.Checkout.Session {
  const id = stripeId('cs_test')
  const sum = (pick: (line: Stripe.LineItem) => number): number =>
    spec.lineItems.reduce((total, line) => total + pick(line), 0)
  const session: Stripe.Checkout.Session = {
    ...structuredClone(blank),
    id,
    allow_promotion_codes: spec.allowPromotionCodes,
    amount_subtotal: sum((line) => line.amount_subtotal),
    amount_total: sum((line) => line.amount_total),
    automatic_tax: {
      enabled: spec.automaticTax,
      liability: spec.automaticTax ? { type: 'self' } : null,
      provider: spec.automaticTax ? 'stripe' : null,
      status: spec.automaticTax ? 'complete' : null,
    },
    cancel_url: spec.cancelUrl,
    client_reference_id: spec.clientReferenceId,
    created: store.now(),
    currency: spec.lineItems[0]?.currency ?? 'usd',
    customer: spec.customer,
    customer_creation: spec.mode === 'payment' && spec.customer === null ? spec.customerCreation : null,
    customer_email: spec.customerEmail,
    expires_at: spec.expiresAt,
    metadata: spec.metadata,
    mode: spec.mode,
    allowed_payment_method_types: spec.paymentMethodTypes,
    payment_method_types: spec.paymentMethodTypes,
    payment_method_collection: spec.mode === 'subscription' ? 'always' : 'if_required',
    success_url: spec.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: sum((line) => line.amount_tax) },
    url: `${url}/checkout/${id}`,
  }
  store.sessions.set(id, session)
  return session
}
