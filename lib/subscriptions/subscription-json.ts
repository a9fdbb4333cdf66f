import type { Prisma } from '../db/prisma'
import type { SubscriptionView } from './schemas'

export const withPlan = { plan: true } as const satisfies Prisma.SubscriptionInclude
export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ include: typeof withPlan }>

/** A subscription's public form. */
export function subscriptionJson(row: SubscriptionRow): SubscriptionView {
  return {
    id: row.id,
    userId: row.userId,
    planId: row.planId,
    planName: row.plan.name,
    status: row.status,
    startedAt: row.startedAt.toISOString(),
    periodStart: row.periodStart.toISOString(),
    periodEnd: row.periodEnd.toISOString(),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    nextPlanId: row.nextPlanId,
    stripeSubscriptionId: row.stripeSubscriptionId,
    createdAt: row.createdAt.toISOString(),
  }
}
