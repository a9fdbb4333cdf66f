import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { alertEventJson, withRuleAndDeliveries } from './alert-event-json'
import type { AlertEventView, UpdateAlertEventInput } from './schemas'

const audited = ({ incidentTitle, incidentText }: AlertEventView) => ({ incidentTitle, incidentText })

/** Changes what the status page says about an event, or takes it off with a null title. Throws not_found. */
export async function updateAlertEvent(
  ctx: ActorContext,
  id: string,
  input: UpdateAlertEventInput,
): Promise<AlertEventView> {
  return await inTransaction(async (tx) => {
    const before = await tx.alertEvent.findUnique({ where: { id }, include: withRuleAndDeliveries })
    if (!before) throw new AppError('not_found', 'There is no such alert event.')
    const row = await tx.alertEvent.update({ where: { id }, data: defined(input), include: withRuleAndDeliveries })
    const after = alertEventJson(row)
    const change = { before: audited(alertEventJson(before)), after: audited(after) }
    await writeAudit(tx, ctx, { action: 'alert_event.update', subjectKind: 'alert_event', subjectId: id, ...change })
    return after
  })
}
