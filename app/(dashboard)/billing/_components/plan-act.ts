import type { PlanView } from '@/lib/plans'
import type { SubscriptionView } from '@/lib/subscriptions'
import type { PlanAct } from './plan-button'

/** What a customer with this plan can do with that one; null = nothing now. */
export function actOf(plan: PlanView, current: SubscriptionView | null, currentPlan: PlanView | null): PlanAct | null {
  const isPaid = current?.stripeSubscriptionId != null
  if (!current || !isPaid) return plan.id === current?.planId ? null : 'subscribe'
  if (plan.id === current.planId) {
    // Staying is also how a change that waits for the next period is taken back.
    if (current.nextPlanId !== null) return 'keep'
    return current.cancelAtPeriodEnd ? 'resume' : 'cancel'
  }
  if (plan.id === current.nextPlanId || !currentPlan || plan.interval !== currentPlan.interval) return null
  return BigInt(plan.priceNanoUsd) > BigInt(currentPlan.priceNanoUsd) ? 'upgrade' : 'downgrade'
}
