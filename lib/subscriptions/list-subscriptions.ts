import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { subscriptionNotFound } from './change-subscription'
import type { SubscriptionView } from './schemas'
import { subscriptionJson, withPlan } from './subscription-json'

/** Subscriptions, newest first, of one customer or of all. */
export async function listSubscriptions(input: PageInput & { userId?: string } = {}): Promise<Page<SubscriptionView>> {
  const where = { ...beforeCursor(input), ...(input.userId === undefined ? {} : { userId: input.userId }) }
  const rows = await prisma().subscription.findMany({
    ...{ where, include: withPlan, orderBy: { id: 'desc' }, take: pageTake(input) },
  })
  return toPage(rows, input, subscriptionJson)
}

/** The customer's plan of now, or null: paid or granted, also when it is cancelled and still runs. */
export async function findCurrentSubscription(userId: string, at: Date = new Date()): Promise<SubscriptionView | null> {
  const row = await prisma().subscription.findFirst({
    where: { userId, status: { not: 'ended' }, periodStart: { lte: at }, periodEnd: { gt: at } },
    ...{ include: withPlan, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] },
  })
  return row ? subscriptionJson(row) : null
}

/** One subscription; throws not_found. */
export async function getSubscription(subscriptionId: string): Promise<SubscriptionView> {
  const row = await prisma().subscription.findUnique({ where: { id: subscriptionId }, include: withPlan })
  if (!row) throw subscriptionNotFound()
  return subscriptionJson(row)
}
