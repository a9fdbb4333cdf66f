import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { changeSubscription, type Tx } from './change-subscription'
import type { SubscriptionView } from './schemas'

/** Moves a subscription to another plan at once; what was used in its windows stays used, limits are the new plan's. */
export async function changePlan(
  ctx: ActorContext,
  subscriptionId: string,
  planId: string,
  outer?: Tx,
): Promise<SubscriptionView> {
  return await changeSubscription(
    ctx,
    subscriptionId,
    'subscription.change_plan',
    async (row, tx) => {
      if (row.planId === planId) return null
      if (row.status === 'ended') throw new AppError('conflict', 'The subscription has ended. Begin a new one.')
      if (!(await tx.plan.findUnique({ where: { id: planId } })))
        throw new AppError('not_found', 'There is no such plan.')
      return { planId }
    },
    outer,
  )
}
