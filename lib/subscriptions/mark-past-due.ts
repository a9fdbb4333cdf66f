import type { ActorContext } from '../auth/types'
import { changeSubscription, type Tx } from './change-subscription'
import type { SubscriptionView } from './schemas'

/** Notes that a renewal could not be paid: the plan runs on to the end of what was paid. */
export async function markPastDue(ctx: ActorContext, subscriptionId: string, tx?: Tx): Promise<SubscriptionView> {
  const change = async (row: { status: string }) => (row.status === 'active' ? { status: 'past_due' as const } : null)
  return await changeSubscription(ctx, subscriptionId, 'subscription.past_due', change, tx)
}
