import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { getPlan } from '../plans'
import { findCurrentSubscription } from '../subscriptions'
import { type CheckoutStart, openCheckout } from './open-checkout'
import { callStripe } from './stripe-errors'
import { metadataNames } from './stripe-ids'
import { syncPlan } from './sync-plan'
import { taxParams } from './tax'

/**
 * Opens a page on which a customer subscribes to a plan that is for sale. The plan begins when its first invoice is paid.
 * Throws not_found for a plan that isn't for sale, conflict while a bought plan runs (change that one).
 */
export async function startSubscriptionCheckout(
  ctx: ActorContext,
  userId: string,
  planId: string,
): Promise<CheckoutStart> {
  const plan = await getPlan(planId)
  if (!plan.forSale) throw new AppError('not_found', 'This plan is not for sale.')
  const current = await findCurrentSubscription(userId)
  if (current?.stripeSubscriptionId) {
    throw new AppError('conflict', `Your plan ${current.planName} runs. Change it instead of buying a second one.`)
  }
  const { priceId: price } = await callStripe(async () => await syncPlan(plan))
  const amountNanoUsd = BigInt(plan.priceNanoUsd)
  return await openCheckout(ctx, userId, { kind: 'subscription', amountNanoUsd, planId }, (metadata) => ({
    mode: 'subscription',
    line_items: [{ price, quantity: 1 }],
    subscription_data: { metadata: { ...metadata, [metadataNames.plan]: planId } },
    allow_promotion_codes: true,
    ...taxParams(),
  }))
}
