import { prisma } from '../db/prisma'

const eventDays = 400
const otherDays = 90
const dayMs = 86_400_000

/** Forgets events resolved more than 400 days ago, and messages and silences that are 90 days old. Open events stay. */
export async function pruneAlerts(nowMs: number = Date.now()): Promise<{ events: number; messages: number }> {
  const before = (days: number) => ({ lt: new Date(nowMs - days * dayMs) })
  const messages = await prisma().alertDelivery.deleteMany({
    where: {
      createdAt: before(otherDays),
      status: { not: 'pending' },
      OR: [{ eventId: null }, { event: { resolvedAt: { not: null } } }],
    },
  })
  const events = await prisma().alertEvent.deleteMany({ where: { resolvedAt: before(eventDays) } })
  await prisma().alertSilence.deleteMany({ where: { until: before(otherDays) } })
  return { events: events.count, messages: messages.count }
}
