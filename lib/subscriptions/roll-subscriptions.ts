import { systemContext } from '../auth/actor-context'
import { prisma } from '../db/prisma'
import { periodAt } from './add-periods'
import { cancelSubscription } from './cancel-subscription'
import { renewSubscription } from './renew-subscription'

const maxRolled = 500

/**
 * Ends cancelled subscriptions whose period is over and renews granted ones (no Stripe behind them); paid ones wait for
 * Stripe's word. Answers how many were changed. Idempotent.
 */
export async function rollSubscriptions(at: Date = new Date()): Promise<number> {
  const ctx = systemContext('subscriptions')
  const due = await prisma().subscription.findMany({
    where: {
      ...{ status: { not: 'ended' }, periodEnd: { lte: at } },
      OR: [{ cancelAtPeriodEnd: true }, { stripeSubscriptionId: null }],
    },
    ...{ include: { plan: true }, orderBy: { periodEnd: 'asc' }, take: maxRolled },
  })
  for (const { id, cancelAtPeriodEnd, startedAt, plan } of due) {
    if (cancelAtPeriodEnd) await cancelSubscription(ctx, id, { immediately: true })
    else await renewSubscription(ctx, id, periodAt(startedAt, plan.interval, at))
  }
  return due.length
}
