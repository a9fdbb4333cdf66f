import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { encryptSecret } from '../crypto'
import { defined } from '../db/defined'
import { inTransaction, isUniqueViolation } from '../db/prisma'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'
import { createId } from '../ids'
import { alertRuleJson, auditedRule, withOpenEvents } from './alert-rule-json'
import { assertRuleFits } from './assert-rule-fits'
import type { AlertRuleView, CreateAlertRuleInput } from './schemas'

const defaultWindowSeconds = 300

/** Makes a rule; it is looked at from the next turn on. Throws conflict for a name that is taken, invalid_request for parts that don't go together. */
export async function createAlertRule(ctx: ActorContext, input: CreateAlertRuleInput): Promise<AlertRuleView> {
  const id = createId('alertRule')
  const { webhookSecret, filters = {}, windowSeconds = defaultWindowSeconds, severity = 'warning', ...rest } = input
  const { webhookUrl = null, isPublic = false, publicTitle = '' } = rest
  const hasWebhookSecret = webhookSecret !== undefined
  await assertRuleFits({ metric: input.metric, filters, webhookUrl, hasWebhookSecret, isPublic, publicTitle })
  const { name, metric, operator, threshold, ...optional } = rest
  const fixed = { id, name, metric, operator, threshold, windowSeconds, severity, filters: toJson(filters) }
  const data = {
    ...{ ...defined(optional), ...fixed },
    ...(webhookSecret === undefined ? {} : { webhookSecretCipher: encryptSecret(webhookSecret) }),
  }
  try {
    return await inTransaction(async (tx) => {
      const row = await tx.alertRule.create({ data, include: withOpenEvents })
      const subject = { subjectKind: 'alert_rule', subjectId: id }
      await writeAudit(tx, ctx, { action: 'alert_rule.create', ...subject, after: auditedRule(row) })
      return alertRuleJson(row)
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken()
    throw error
  }
}

export const nameTaken = () =>
  new AppError('conflict', 'There is a rule with this name already.', {
    details: { fieldErrors: { name: 'is taken by another rule' } },
  })
