import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { alertDeliveryJson } from './alert-event-json'
import { deliverAlerts } from './deliver-alerts'
import { queueMessages } from './queue-notices'
import type { AlertDeliveryView } from './schemas'

/** Sends a test to every place of a rule now and answers how each fared; what failed is tried again like any message. Throws not_found, and conflict for a rule without a place. */
export async function testAlertRule(ctx: ActorContext, id: string): Promise<AlertDeliveryView[]> {
  const nowMs = Date.now()
  const ids = await inTransaction(async (tx) => {
    const rule = await tx.alertRule.findUnique({ where: { id } })
    if (!rule) throw new AppError('not_found', 'There is no such alert rule.')
    const queued = await queueMessages(tx, rule, 'test', null, new Date(nowMs))
    if (queued.length === 0) throw new AppError('conflict', 'The rule has neither a mail address nor a webhook.')
    const subject = { subjectKind: 'alert_rule', subjectId: id }
    await writeAudit(tx, ctx, { action: 'alert_rule.test', ...subject, after: { deliveries: queued } })
    return queued
  })
  await deliverAlerts(nowMs, ids)
  const rows = await prisma().alertDelivery.findMany({
    where: { id: { in: ids } },
    orderBy: [{ channel: 'asc' }, { id: 'asc' }],
  })
  return rows.map(alertDeliveryJson)
}
