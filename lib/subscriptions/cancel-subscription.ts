import type { ActorContext } from '../auth/types'
import { changeSubscription, type Tx } from './change-subscription'
import type { SubscriptionView } from './schemas'

/** Ends a subscription with its paid period, or `immediately`; repeating it changes nothing. */
export async function cancelSubscription(
  ctx: ActorContext,
  subscriptionId: string,
  options: { immediately?: boolean } = {},
  tx?: Tx,
): Promise<SubscriptionView> {
  const change = async (row: { status: string; cancelAtPeriodEnd: boolean }) => {
    if (row.status === 'ended') return null
    if (options.immediately) return { status: 'ended' as const, cancelAtPeriodEnd: true, periodEnd: new Date() }
    return row.cancelAtPeriodEnd ? null : { cancelAtPeriodEnd: true }
  }
  return await changeSubscription(ctx, subscriptionId, 'subscription.cancel', change, tx)
}
