import { prisma } from '../db/prisma'
import { AppError } from '../errors'

/** Notes that a person has read an announcement; reading it twice is fine. Throws not_found. */
export async function markAnnouncementRead(userId: string, announcementId: string): Promise<{ read: true }> {
  const row = await prisma().announcement.findFirst({ where: { id: announcementId, status: 'published' } })
  if (!row) throw new AppError('not_found', 'There is no such announcement.')
  await prisma().announcementRead.createMany({ data: [{ userId, announcementId }], skipDuplicates: true })
  return { read: true }
}
