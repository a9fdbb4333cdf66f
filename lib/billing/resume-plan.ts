import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { resumeSubscription } from '../subscriptions'
import { converge } from './converge'
import { paidSubscription } from './paid-subscription'
import { stripe } from './stripe-client'
import { callStripe } from './stripe-errors'

/** Takes a cancellation back while the period still runs, at Stripe and here. Repeating it changes nothing. */
export async function resumePlan(ctx: ActorContext, subscriptionId: string): Promise<void> {
  const row = await prisma().subscription.findUnique({ where: { id: subscriptionId } })
  if (ctx.actor.kind !== 'customer' && row?.stripeSubscriptionId === null) {
    await resumeSubscription(ctx, subscriptionId)
    return
  }
  const { stripeId: id } = await paidSubscription(ctx, subscriptionId)
  await callStripe(async () => await stripe().subscriptions.update(id, { cancel_at_period_end: false }))
  await converge({ kind: 'subscription', id })
}
