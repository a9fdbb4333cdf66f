import type { Prisma } from '../db/prisma'
import { type AnnouncementAudience, type AnnouncementView, announcementAudience, announcementView } from './schemas'

export const withReads = { _count: { select: { reads: true } } } as const satisfies Prisma.AnnouncementInclude
export type AnnouncementRow = Prisma.AnnouncementGetPayload<{ include: typeof withReads }>

/** Whom a stored announcement is for; an unreadable audience is nobody's mistake to show it to everyone. */
export function audienceOf(json: unknown): AnnouncementAudience {
  const read = announcementAudience.safeParse(json)
  return read.success ? read.data : { userIds: [] }
}

/** An announcement's form for staff. */
export function announcementJson(row: AnnouncementRow): AnnouncementView {
  const status = announcementView.shape.status.safeParse(row.status)
  return {
    id: row.id,
    title: row.title,
    body: row.body,
    status: status.success ? status.data : 'draft',
    audience: audienceOf(row.audience),
    startsAt: row.startsAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
    reads: row._count.reads,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
