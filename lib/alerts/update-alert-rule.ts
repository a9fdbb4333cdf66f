import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { encryptSecret } from '../crypto'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { lockRow } from '../db/lock-row'
import { inTransaction, isUniqueViolation, type Prisma } from '../db/prisma'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'
import { type AlertRuleRow, alertRuleJson, auditedRule, filtersOf, withOpenEvents } from './alert-rule-json'
import { assertRuleFits } from './assert-rule-fits'
import { nameTaken } from './create-alert-rule'
import { type AlertRuleView, createAlertRuleInput, type UpdateAlertRuleInput } from './schemas'

async function assertFits(before: AlertRuleRow, input: UpdateAlertRuleInput): Promise<void> {
  const webhookUrl = input.webhookUrl === undefined ? before.webhookUrl : input.webhookUrl
  await assertRuleFits({
    metric: input.metric ?? createAlertRuleInput.shape.metric.parse(before.metric),
    filters: input.filters ?? filtersOf(before.filters),
    webhookUrl,
    // A secret was shared with one receiver: another address needs its own.
    hasWebhookSecret:
      input.webhookSecret !== undefined || (before.webhookSecretCipher !== null && webhookUrl === before.webhookUrl),
    isPublic: input.isPublic ?? before.isPublic,
    publicTitle: input.publicTitle ?? before.publicTitle,
  })
}

function changeOf(input: UpdateAlertRuleInput): Prisma.AlertRuleUpdateInput {
  const { version: _, webhookSecret, filters, ...rest } = input
  return {
    ...defined(rest),
    ...(filters === undefined ? {} : { filters: toJson(filters) }),
    ...(webhookSecret === undefined ? {} : { webhookSecretCipher: encryptSecret(webhookSecret) }),
    ...(input.webhookUrl === null ? { webhookSecretCipher: null } : {}),
  }
}

/**
 * Changes a rule. Switched off, or watching something else than before, its open events end and its sustained time
 * begins anew. Throws not_found, conflict for an old `version` or a taken name, invalid_request.
 */
export async function updateAlertRule(
  ctx: ActorContext,
  id: string,
  input: UpdateAlertRuleInput,
): Promise<AlertRuleView> {
  try {
    return await inTransaction(async (tx) => {
      await lockRow(tx, 'alert_rules', id)
      const before = await tx.alertRule.findUnique({ where: { id }, include: withOpenEvents })
      if (!before) throw new AppError('not_found', 'There is no such alert rule.')
      assertVersion(before.version, input.version)
      await assertFits(before, input)
      const isOther = input.metric !== undefined || input.filters !== undefined || input.operator !== undefined
      if (isOther || input.enabled === false) await tx.alertPending.deleteMany({ where: { ruleId: id } })
      const data = { ...changeOf(input), version: before.version + 1 }
      const row = await tx.alertRule.update({ where: { id }, data, include: withOpenEvents })
      const subject = { subjectKind: 'alert_rule', subjectId: id }
      const change = { before: auditedRule(before), after: auditedRule(row) }
      await writeAudit(tx, ctx, { action: 'alert_rule.update', ...subject, ...change })
      return alertRuleJson(row)
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken()
    throw error
  }
}
