import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { toJson } from '../db/to-json'
import { createId } from '../ids'
import { publish } from '../redis'
import { announcementJson, withReads } from './announcement-json'
import { assertPeriod } from './assert-period'
import type { AnnouncementView, CreateAnnouncementInput } from './schemas'

/** Writes an announcement, a draft unless it says otherwise. */
export async function createAnnouncement(ctx: ActorContext, input: CreateAnnouncementInput): Promise<AnnouncementView> {
  const id = createId('announcement')
  const { audience = {}, title, body, ...rest } = input
  assertPeriod(rest.startsAt, rest.endsAt)
  const view = await inTransaction(async (tx) => {
    const data = { ...defined(rest), id, title, body, audience: toJson(audience) }
    const after = announcementJson(await tx.announcement.create({ data, include: withReads }))
    await writeAudit(tx, ctx, { action: 'announcement.create', subjectKind: 'announcement', subjectId: id, after })
    return after
  })
  publish('announcement', id)
  return view
}
