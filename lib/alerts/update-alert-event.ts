import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { lockRow } from '../db/lock-row'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { alertEventJson, withRuleAndDeliveries } from './alert-event-json'
import type { AlertEventView, UpdateAlertEventInput } from './schemas'

const audited = ({ incidentTitle, incidentText }: AlertEventView) => ({ incidentTitle, incidentText })

type Told = { incidentTitle: string | null; incidentText: string | null }

const isSame = (stored: Told, expected: Told) =>
  stored.incidentTitle === expected.incidentTitle && (stored.incidentText ?? '') === (expected.incidentText ?? '')

/** Changes what the status page says about an event, or takes it off with a null title. Throws not_found, and conflict when it isn't `expected` any more. */
export async function updateAlertEvent(
  ctx: ActorContext,
  id: string,
  input: UpdateAlertEventInput,
): Promise<AlertEventView> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'alert_events', id)
    const before = await tx.alertEvent.findUnique({ where: { id }, include: withRuleAndDeliveries })
    if (!before) throw new AppError('not_found', 'There is no such alert event.')
    const { expected, ...change } = input
    if (expected && !isSame(before, expected)) {
      throw new AppError('conflict', 'Someone else changed this meanwhile. Load it again and repeat your change.')
    }
    const row = await tx.alertEvent.update({ where: { id }, data: defined(change), include: withRuleAndDeliveries })
    const after = alertEventJson(row)
    const sides = { before: audited(alertEventJson(before)), after: audited(after) }
    await writeAudit(tx, ctx, { action: 'alert_event.update', subjectKind: 'alert_event', subjectId: id, ...sides })
    return after
  })
}
