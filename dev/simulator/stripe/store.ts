import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import type { Metadata } from './params'

/** An event as it is listed and sent; its object is frozen as it was then. */
export interface WireEvent {
  readonly id: string
  readonly object: 'event'
  readonly type: Stripe.Event['type']
  readonly api_version: string
  readonly created: number
  readonly data: { readonly object: object; readonly previous_attributes?: object }
  readonly livemode: false
  pending_webhooks: number
  readonly request: Stripe.Event.Request
}

/** What a Checkout Session must remember that its public object doesn't show. */
export interface CheckoutExtra {
  readonly lineItems: Stripe.LineItem[]
  readonly saveMethod: boolean
  readonly paymentMetadata: Metadata
  readonly subscriptionMetadata: Metadata
  readonly description: string | null
}

/** A payment by a delayed method that hasn't ended yet. */
export interface DelayedPayment {
  readonly paymentIntent: string
  readonly dueAt: number
  readonly succeeds: boolean
}

/** A prorated amount that waits for the subscription's next invoice. */
export interface PendingProration {
  readonly id: string
  readonly subscription: string
  readonly subscriptionItem: string
  readonly price: string
  readonly product: string
  readonly amount: number
  readonly description: string
  readonly quantity: number
  readonly periodStart: number
  readonly periodEnd: number
}

export interface IdempotentAnswer {
  readonly fingerprint: string
  readonly status: number
  readonly body: string
  readonly at: number
}

const eventsMax = 5000
const idempotentMax = 2000
const saveDelayMs = 100
const schema = 1

/** Each collection in order of creation. */
export class Collections {
  readonly customers = new Map<string, Stripe.Customer>()
  readonly deletedCustomers = new Map<string, Stripe.DeletedCustomer>()
  readonly products = new Map<string, Stripe.Product>()
  readonly prices = new Map<string, Stripe.Price>()
  readonly paymentMethods = new Map<string, Stripe.PaymentMethod>()
  readonly paymentIntents = new Map<string, Stripe.PaymentIntent>()
  readonly charges = new Map<string, Stripe.Charge>()
  readonly refunds = new Map<string, Stripe.Refund>()
  readonly disputes = new Map<string, Stripe.Dispute>()
  readonly sessions = new Map<string, Stripe.Checkout.Session>()
  readonly sessionExtras = new Map<string, CheckoutExtra>()
  readonly subscriptions = new Map<string, Stripe.Subscription>()
  readonly invoices = new Map<string, Stripe.Invoice>()
  readonly invoicePayments = new Map<string, Stripe.InvoicePayment>()
  readonly portalSessions = new Map<string, Stripe.BillingPortal.Session>()
  readonly delayed = new Map<string, DelayedPayment>()
  readonly prorations = new Map<string, PendingProration>()
  readonly events = new Map<string, WireEvent>()
  readonly idempotent = new Map<string, IdempotentAnswer>()
  readonly settings = new Map<string, string>()
}

type Saved = { schema: number; offsetSeconds: number; collections: Record<string, [string, never][]> }

/** All state, kept in memory and written to `stripe.json` soon after each change. */
export class StripeStore extends Collections {
  offsetSeconds = 0
  /** While the clock is being moved: the moment whose events are happening. */
  fixedNow: number | null = null
  readonly #file: string | null
  #timer: NodeJS.Timeout | null = null

  constructor(dataDir: string | null) {
    super()
    this.#file = dataDir === null ? null : join(dataDir, 'stripe.json')
    if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    this.#load()
  }

  /** Seconds since 1970 by the simulator's clock. */
  now(): number {
    return this.fixedNow ?? Math.floor(Date.now() / 1000) + this.offsetSeconds
  }

  /** To be called after each change. */
  touch(): void {
    trim(this.events, eventsMax)
    trim(this.idempotent, idempotentMax)
    if (this.#file === null || this.#timer) return
    this.#timer = setTimeout(() => this.flush(), saveDelayMs)
  }

  /** Writes what isn't written yet; a crash in the middle leaves the state before. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#file === null) return
    const collections = Object.fromEntries(mapsOf(this).map(([name, map]) => [name, [...map]]))
    const next = `${this.#file}.next`
    writeFileSync(next, JSON.stringify({ schema, offsetSeconds: this.offsetSeconds, collections }), { mode: 0o600 })
    renameSync(next, this.#file)
  }

  #load(): void {
    const text = this.#file === null ? null : readIfThere(this.#file)
    if (text === null) return
    const saved: Saved = JSON.parse(text)
    if (saved.schema !== schema) return
    this.offsetSeconds = saved.offsetSeconds
    for (const [name, map] of mapsOf(this)) {
      for (const [id, value] of saved.collections[name] ?? []) map.set(id, value)
    }
  }
}

function mapsOf(store: Collections): [string, Map<string, unknown>][] {
  const maps: [string, Map<string, unknown>][] = []
  for (const [name, value] of Object.entries(store)) if (value instanceof Map) maps.push([name, value])
  return maps
}

function trim(map: Map<string, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return
    map.delete(oldest)
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
