import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction } from '../db/prisma'
import { AppError } from '../errors'
import { auditedRule, withOpenEvents } from './alert-rule-json'

/** Removes a rule with its events, messages and silences; the audit log keeps what it was. Throws not_found. */
export async function deleteAlertRule(ctx: ActorContext, id: string): Promise<{ id: string; deleted: true }> {
  return await inTransaction(async (tx) => {
    await lockRow(tx, 'alert_rules', id)
    const before = await tx.alertRule.findUnique({ where: { id }, include: withOpenEvents })
    if (!before) throw new AppError('not_found', 'There is no such alert rule.')
    await tx.alertSilence.deleteMany({ where: { ruleId: id } })
    await tx.alertRule.delete({ where: { id } })
    const subject = { subjectKind: 'alert_rule', subjectId: id }
    await writeAudit(tx, ctx, { action: 'alert_rule.delete', ...subject, before: auditedRule(before) })
    return { id, deleted: true }
  })
}
