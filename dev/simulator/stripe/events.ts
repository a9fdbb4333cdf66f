import type { Stripe } from 'stripe'
import { stripeId } from './ids'
import type { StripeStore, WireEvent } from './store'
import type { Webhooks } from './webhooks'

export const apiVersion: typeof Stripe.API_VERSION = '2026-10-28.endive'

/** What API handlers work with. */
export interface StripeContext {
  readonly store: StripeStore
  readonly webhooks: Webhooks
  /** Where the simulator's own pages are. */
  url: string
  /** Of the request being served, for its events. */
  request: Stripe.Event.Request
}

type EventType = Stripe.Event['type']

/** Records an event with the object as it is now, and sends it. */
export function emit(context: StripeContext, type: EventType, object: object, previous?: object): void {
  const event: WireEvent = {
    id: stripeId('evt'),
    object: 'event',
    type,
    api_version: apiVersion,
    created: context.store.now(),
    data: { object: structuredClone(object), ...(previous ? { previous_attributes: structuredClone(previous) } : {}) },
    livemode: false,
    pending_webhooks: context.webhooks.configured ? 1 : 0,
    request: context.request,
  }
  context.store.events.set(event.id, event)
  context.store.touch()
  context.webhooks.send(event)
}

/** What `after` changed of `before`, as `previous_attributes` says it. */
export function previousOf(before: object, after: object): object {
  const old = new Map<string, unknown>(Object.entries(before))
  const previous: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(after)) {
    if (JSON.stringify(old.get(key)) !== JSON.stringify(value)) previous[key] = old.get(key) ?? null
  }
  return previous
}
