import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { lockRow } from '../db/lock-row'
import { inTransaction } from '../db/prisma'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'
import { publish } from '../redis'
import { announcementJson, withReads } from './announcement-json'
import { assertPeriod } from './assert-period'
import type { AnnouncementView, UpdateAnnouncementInput } from './schemas'

/** Changes, publishes or archives an announcement. Throws not_found, and conflict for an old `version`. */
export async function updateAnnouncement(
  ctx: ActorContext,
  id: string,
  input: UpdateAnnouncementInput,
): Promise<AnnouncementView> {
  const { version, audience, ...rest } = input
  const view = await inTransaction(async (tx) => {
    await lockRow(tx, 'announcements', id)
    const before = await tx.announcement.findUnique({ where: { id }, include: withReads })
    if (!before) throw new AppError('not_found', 'There is no such announcement.')
    assertVersion(before.version, version)
    assertPeriod(
      rest.startsAt === undefined ? before.startsAt : rest.startsAt,
      rest.endsAt === undefined ? before.endsAt : rest.endsAt,
    )
    const row = await tx.announcement.update({
      where: { id },
      data: { ...defined(rest), ...(audience ? { audience: toJson(audience) } : {}), version: before.version + 1 },
      include: withReads,
    })
    const change = { before: announcementJson(before), after: announcementJson(row) }
    await writeAudit(tx, ctx, { action: 'announcement.update', subjectKind: 'announcement', subjectId: id, ...change })
    return change.after
  })
  publish('announcement', id)
  return view
}
