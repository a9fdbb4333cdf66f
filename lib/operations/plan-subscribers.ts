import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { type SubscriptionView, subscriptionJson, withPlan } from '../subscriptions'

export type PlanSubscriber = SubscriptionView & { email: string }

/** How many customers have each plan now, by plan id; plans that nobody has are left out. */
export async function countSubscribers(at: Date = new Date()): Promise<ReadonlyMap<string, number>> {
  const groups = await prisma().subscription.groupBy({
    by: ['planId'],
    where: { status: { not: 'ended' }, periodEnd: { gt: at } },
    _count: { _all: true },
  })
  return new Map(groups.map((group) => [group.planId, group._count._all]))
}

/** Everyone who has or had a plan, newest first. */
export async function listPlanSubscribers(planId: string, input: PageInput = {}): Promise<Page<PlanSubscriber>> {
  const rows = await prisma().subscription.findMany({
    where: { planId, ...beforeCursor(input) },
    include: { ...withPlan, user: { select: { email: true } } },
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, (row) => ({ ...subscriptionJson(row), email: row.user.email }))
}
