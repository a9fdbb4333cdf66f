import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'

export type PaidSubscription = { id: string; userId: string; planId: string; stripeId: string }

/** A running subscription that is paid through Stripe, of the actor when it is a customer; throws not_found or conflict. */
export async function paidSubscription(ctx: ActorContext, subscriptionId: string): Promise<PaidSubscription> {
  const row = await prisma().subscription.findUnique({ where: { id: subscriptionId } })
  const own = ownUserId(ctx)
  if (!row || (own !== null && row.userId !== own)) throw new AppError('not_found', 'There is no such subscription.')
  if (row.status === 'ended') throw new AppError('conflict', 'The subscription has ended. Begin a new one.')
  const { id, userId, planId, stripeSubscriptionId: stripeId } = row
  if (stripeId === null)
    throw new AppError('conflict', 'This plan was given to you; there is nothing to pay or change.')
  return { id, userId, planId, stripeId }
}
