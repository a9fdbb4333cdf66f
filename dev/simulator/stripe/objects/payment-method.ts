import type { Stripe } from 'stripe'
import { stripeId } from '../ids'
import type { StripeStore } from '../store'

/** How a test card behaves when it is charged. */
export type Behaviour = 'good' | 'declined' | 'needs_authentication' | 'fails_later' | 'delayed' | 'delayed_failing'

export interface TestMethod {
  readonly key: string
  readonly behaviour: Behaviour
  readonly last4: string
  readonly label: string
  /** Stripe's own test names that mean the same. */
  readonly aliases: readonly string[]
}

/** The cards and bank accounts that can be chosen, on the checkout page and by name through the API. */
export const testMethods: readonly TestMethod[] = [
  {
    key: 'good',
    behaviour: 'good',
    last4: '4242',
    label: 'Card that works',
    aliases: ['pm_card_visa', 'pm_card_mastercard'],
  },
  {
    key: 'declined',
    behaviour: 'declined',
    last4: '0002',
    label: 'Card that is declined',
    aliases: ['pm_card_chargeDeclined', 'pm_card_visa_chargeDeclined'],
  },
  {
    key: 'needs_authentication',
    behaviour: 'needs_authentication',
    last4: '3184',
    label: 'Card that works now and asks for authentication later, when you are away',
    aliases: ['pm_card_authenticationRequired', 'pm_card_threeDSecure2Required'],
  },
  {
    key: 'fails_later',
    behaviour: 'fails_later',
    last4: '0341',
    label: 'Card that works now and is declined later, when you are away',
    aliases: ['pm_card_chargeCustomerFail'],
  },
  {
    key: 'delayed',
    behaviour: 'delayed',
    last4: '3000',
    label: 'Bank debit that takes a while',
    aliases: ['pm_sepaDebit'],
  },
  {
    key: 'delayed_failing',
    behaviour: 'delayed_failing',
    last4: '3002',
    label: 'Bank debit that fails after a while',
    aliases: ['pm_sepaDebit_failing'],
  },
]

export function testMethodNamed(name: string): TestMethod | null {
  return testMethods.find((method) => method.key === name || method.aliases.includes(name)) ?? null
}

export function behaviourOf(method: Stripe.PaymentMethod): Behaviour {
  const last4 = method.card?.last4 ?? method.sepa_debit?.last4
  return testMethods.find((known) => known.last4 === last4)?.behaviour ?? 'good'
}

export function isDelayed(behaviour: Behaviour): boolean {
  return behaviour === 'delayed' || behaviour === 'delayed_failing'
}

/** The methods that a list of Stripe's types allows. */
export function methodsOfTypes(types: readonly string[]): readonly TestMethod[] {
  return testMethods.filter((method) => types.includes(isDelayed(method.behaviour) ? 'sepa_debit' : 'card'))
}

export function newPaymentMethod(
  store: StripeStore,
  test: TestMethod,
  customer: string | null,
  email: string | null,
): Stripe.PaymentMethod {
  const shared = {
    id: stripeId('pm'),
    object: 'payment_method' as const,
    allow_redisplay: 'unspecified' as const,
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    created: store.now(),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
  }
  const method: Stripe.PaymentMethod = isDelayed(test.behaviour)
    ? { ...shared, type: 'sepa_debit', sepa_debit: sepaOf(test) }
    : { ...shared, type: 'card', card: cardOf(test) }
  store.paymentMethods.set(method.id, method)
  return method
}

function cardOf(test: TestMethod): Stripe.PaymentMethod.Card {
  return {
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: 'visa',
    exp_month: 12,
    exp_year: new Date().getUTCFullYear() + 4,
    fingerprint: `sim${test.last4}`,
    funding: 'credit',
    generated_from: null,
    last4: test.last4,
    networks: { available: ['visa'], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

function sepaOf(test: TestMethod): Stripe.PaymentMethod.SepaDebit {
  return {
    bank_code: '37040044',
    branch_code: '',
    country: 'DE',
    fingerprint: `sim${test.last4}`,
    generated_from: { charge: null, setup_attempt: null },
    last4: test.last4,
  }
}
