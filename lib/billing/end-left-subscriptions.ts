import { prisma } from '../db/prisma'
import { logger } from '../logger'
import { converge } from './converge'
import { billingMode, stripe } from './stripe-client'
import { isMissing } from './stripe-errors'

const maxAtOnce = 100

/** Ends at Stripe what people who deleted their account were still paying for. Answers how many. */
export async function endLeftSubscriptions(): Promise<number> {
  if (billingMode() === 'off') return 0
  const rows = await prisma().subscription.findMany({
    where: { status: { not: 'ended' }, stripeSubscriptionId: { not: null }, user: { status: 'deleted' } },
    take: maxAtOnce,
  })
  let ended = 0
  for (const { stripeSubscriptionId: id } of rows) {
    if (id === null) continue
    try {
      await stripe().subscriptions.cancel(id, { prorate: false })
    } catch (thrown) {
      // Ended there already: only we did not know.
      if (!isMissing(thrown)) logger().warn({ err: thrown, subscription: id }, 'a subscription could not be ended')
    }
    await converge({ kind: 'subscription', id })
    ended += 1
  }
  return ended
}
