import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { announcementJson, withReads } from './announcement-json'
import type { AnnouncementView } from './schemas'

/** All announcements for staff, newest first. */
export async function listAnnouncements(input: PageInput = {}): Promise<Page<AnnouncementView>> {
  const rows = await prisma().announcement.findMany({
    where: beforeCursor(input),
    include: withReads,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, announcementJson)
}
