import type { ActorContext } from '../auth/types'
import { changeSubscription, type Tx } from './change-subscription'
import type { SubscriptionView } from './schemas'

/** Takes a cancellation back while the period still runs. */
export async function resumeSubscription(
  ctx: ActorContext,
  subscriptionId: string,
  tx?: Tx,
): Promise<SubscriptionView> {
  const change = async (row: { status: string; cancelAtPeriodEnd: boolean }) =>
    row.status === 'ended' || !row.cancelAtPeriodEnd ? null : { cancelAtPeriodEnd: false }
  return await changeSubscription(ctx, subscriptionId, 'subscription.resume', change, tx)
}
