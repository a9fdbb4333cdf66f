import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { cancelSubscription } from '../subscriptions'
import { converge } from './converge'
import { paidSubscription } from './paid-subscription'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'

/**
 * Ends a plan with its paid period, or `immediately` (staff): at Stripe first, so that nothing is billed again, then here
 * by converging to it. A plan that was given ends here alone. Repeating it changes nothing.
 */
export async function cancelPlan(
  ctx: ActorContext,
  subscriptionId: string,
  options: { immediately?: boolean } = {},
): Promise<void> {
  const row = await prisma().subscription.findUnique({ where: { id: subscriptionId } })
  if (ctx.actor.kind !== 'customer' && row?.stripeSubscriptionId === null) {
    await cancelSubscription(ctx, subscriptionId, options)
    return
  }
  const { stripeId: id } = await paidSubscription(ctx, subscriptionId)
  await callStripe(async () => {
    if (options.immediately) await stripe().subscriptions.cancel(id)
    else await stripe().subscriptions.update(id, { cancel_at_period_end: true })
  })
  await converge({ kind: 'subscription', id })
}
