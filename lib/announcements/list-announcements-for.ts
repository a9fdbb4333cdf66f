import { prisma } from '../db/prisma'
import { audienceOf } from './announcement-json'
import type { AnnouncementAudience } from './schemas'

export type CustomerAnnouncement = { id: string; title: string; body: string; publishedAt: string; read: boolean }

const maxShown = 50

type Belongings = { userId: string; planIds: Set<string>; poolIds: Set<string> }

function isFor({ planIds, poolIds, userIds }: AnnouncementAudience, person: Belongings): boolean {
  if (!planIds && !poolIds && !userIds) return true
  return (
    (userIds?.includes(person.userId) ?? false) ||
    (planIds?.some((id) => person.planIds.has(id)) ?? false) ||
    (poolIds?.some((id) => person.poolIds.has(id)) ?? false)
  )
}

async function belongingsOf(userId: string): Promise<Belongings> {
  const [subscriptions, keys] = await Promise.all([
    prisma().subscription.findMany({ where: { userId, status: { not: 'ended' } }, select: { planId: true } }),
    prisma().apiKey.findMany({ where: { userId, revokedAt: null }, select: { poolId: true }, distinct: ['poolId'] }),
  ])
  const planIds = new Set(subscriptions.map((each) => each.planId))
  return { userId, planIds, poolIds: new Set(keys.map((each) => each.poolId)) }
}

/** The announcements a person should see now, newest first, with what they have read. */
export async function listAnnouncementsFor(userId: string): Promise<CustomerAnnouncement[]> {
  const now = new Date()
  const rows = await prisma().announcement.findMany({
    where: {
      status: 'published',
      AND: [
        { OR: [{ startsAt: null }, { startsAt: { lte: now } }] },
        { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      ],
    },
    include: { reads: { where: { userId } } },
    orderBy: { id: 'desc' },
    take: maxShown,
  })
  if (rows.length === 0) return []
  const person = await belongingsOf(userId)
  return rows
    .filter((row) => isFor(audienceOf(row.audience), person))
    .map((row) => ({
      id: row.id,
      title: row.title,
      body: row.body,
      publishedAt: (row.startsAt ?? row.createdAt).toISOString(),
      read: row.reads.length > 0,
    }))
}
