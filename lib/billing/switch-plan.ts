import type { Stripe } from 'stripe'
import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { createId } from '../ids'
import { getPlan, type PlanView } from '../plans'
import { converge } from './converge'
import { paidSubscription } from './paid-subscription'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'
import { idOf } from './stripe-ids'
import { syncPlan } from './sync-plan'

export type SwitchedPlan = { planId: string; when: 'now' | 'next_period' }

function isUpgrade(from: PlanView, to: PlanView): boolean {
  return BigInt(to.priceNanoUsd) > BigInt(from.priceNanoUsd)
}

async function itemOf(stripeId: string): Promise<{ itemId: string; item: Stripe.SubscriptionItem }> {
  const subscription = await stripe().subscriptions.retrieve(stripeId)
  const item = subscription.items.data[0]
  if (!item) throw new AppError('conflict', 'This subscription has nothing that could be changed.')
  return { itemId: item.id, item }
}

/** An upgrade is paid now and begins now; a payment that fails changes nothing. A downgrade moves no money now. */
function changeOf(itemId: string, price: string, upgrade: boolean): Stripe.SubscriptionUpdateParams {
  const items = [{ id: itemId, price }]
  return upgrade
    ? {
        items,
        proration_behavior: 'always_invoice',
        payment_behavior: 'error_if_incomplete',
        cancel_at_period_end: false,
      }
    : { items, proration_behavior: 'none', cancel_at_period_end: false }
}

/** A cheaper plan that waits for the next period must not make the rest of this one count less than was paid for it. */
async function undoDowngrade(stripeId: string, item: Stripe.SubscriptionItem, from: PlanView): Promise<void> {
  if (from.stripePriceId === null || idOf(item.price.product) === from.stripeProductId) return
  await stripe().subscriptions.update(stripeId, changeOf(item.id, from.stripePriceId, false))
}

/**
 * Changes a customer's plan at Stripe and converges to it. A dearer plan begins now: Stripe charges the difference for
 * the rest of the period. A cheaper one begins with the next period, as this one's allowance is paid for already.
 * Throws conflict when the card refuses (nothing is changed) or when the plans are billed at different intervals.
 */
export async function switchPlan(ctx: ActorContext, subscriptionId: string, planId: string): Promise<SwitchedPlan> {
  const { planId: fromId, stripeId } = await paidSubscription(ctx, subscriptionId)
  const [from, to] = await Promise.all([getPlan(fromId), getPlan(planId)])
  if (!to.forSale && to.id !== from.id) throw new AppError('not_found', 'This plan is not for sale.')
  if (from.interval !== to.interval) {
    throw new AppError('conflict', `${to.name} is billed by another interval. Cancel first; then choose it.`)
  }
  const upgrade = isUpgrade(from, to)
  await callStripe(async () => {
    const { priceId } = await syncPlan(to)
    const { itemId, item } = await itemOf(stripeId)
    if (item.price.id === priceId) return
    if (upgrade) await undoDowngrade(stripeId, item, from)
    await stripe().subscriptions.update(stripeId, changeOf(itemId, priceId, upgrade), {
      idempotencyKey: createId('event'),
    })
  })
  await converge({ kind: 'subscription', id: stripeId })
  return { planId, when: upgrade ? 'now' : 'next_period' }
}
