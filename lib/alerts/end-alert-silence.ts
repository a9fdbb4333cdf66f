import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { alertSilenceJson } from './alert-silence-json'
import type { AlertSilenceView } from './schemas'

/** Ends a silence at once: what is still open is told with the next turn. Ending it twice changes nothing. Throws not_found. */
export async function endAlertSilence(ctx: ActorContext, id: string): Promise<AlertSilenceView> {
  return await inTransaction(async (tx) => {
    const before = await tx.alertSilence.findUnique({ where: { id } })
    if (!before) throw new AppError('not_found', 'There is no such silence.')
    const now = new Date()
    if (before.until <= now) return alertSilenceJson(before)
    const after = alertSilenceJson(await tx.alertSilence.update({ where: { id }, data: { until: now } }))
    const subject = { subjectKind: 'alert_silence', subjectId: id }
    await writeAudit(tx, ctx, { action: 'alert_silence.end', ...subject, before: alertSilenceJson(before), after })
    return after
  })
}
