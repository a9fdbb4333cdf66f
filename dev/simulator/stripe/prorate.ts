import type { Stripe } from 'stripe'
import { planOf } from './objects/catalogue'
import type { LineSpec } from './objects/invoice'
import { periodEndAfter } from './periods'
import { lineBase } from './subscriptions'

export interface ItemChange {
  readonly item: Stripe.SubscriptionItem
  readonly price: Stripe.Price
  readonly quantity: number
}

/** A new interval, or an anchor moved to now, starts a new period at once. */
export function startsNewPeriod(changes: readonly ItemChange[], anchorNow: boolean): boolean {
  return anchorNow || changes.some(({ item, price }) => !sameInterval(item.price, price))
}

function sameInterval(a: Stripe.Price, b: Stripe.Price): boolean {
  return a.recurring?.interval === b.recurring?.interval && a.recurring?.interval_count === b.recurring?.interval_count
}

/** Credit for the unused time at the old price, and the charge for the rest of the period at the new one. */
export function prorationLines(
  subscription: Stripe.Subscription,
  changes: readonly ItemChange[],
  at: number,
  newPeriod: boolean,
): LineSpec[] {
  const lines: LineSpec[] = []
  for (const { item, price, quantity } of changes) {
    const length = item.current_period_end - item.current_period_start
    const left = Math.min(1, Math.max(0, (item.current_period_end - at) / Math.max(1, length)))
    const base = lineBase(subscription, item)
    const rest = { periodStart: at, periodEnd: item.current_period_end, proration: true }
    const oldAmount = (item.price.unit_amount ?? 0) * (item.quantity ?? 1)
    lines.push({ ...base, ...rest, amount: -Math.round(oldAmount * left), description: 'Unused time' })
    if (newPeriod) continue
    const next = { ...base, price: price.id, product: productOf(price), quantity }
    const amount = Math.round((price.unit_amount ?? 0) * quantity * left)
    lines.push({ ...next, ...rest, amount, description: 'Remaining time' })
  }
  return lines
}

function productOf(price: Stripe.Price): string {
  return typeof price.product === 'string' ? price.product : price.product.id
}

/** The items as they are from now on. */
export function applyChanges(
  subscription: Stripe.Subscription,
  changes: readonly ItemChange[],
  at: number,
  newPeriod: boolean,
): void {
  for (const { item, price, quantity } of changes) {
    item.price = price
    item.plan = planOf(price)
    item.quantity = quantity
  }
  if (!newPeriod) return
  subscription.billing_cycle_anchor = at
  for (const item of subscription.items.data) {
    item.current_period_start = at
    item.current_period_end = periodEndAfter(at, at, item.price.recurring)
  }
}
