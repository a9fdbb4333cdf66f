import { z } from 'zod'
import { countField, emailField, futureTimeField, nanoUsdField, pageFields, textField } from '../http/fields'
import { type AlertMetric, alertMetrics } from './types'

const maxSeconds = 7 * 86_400
const maxRecipients = 20

function isAlertMetric(name: string): name is AlertMetric {
  return Object.hasOwn(alertMetrics, name)
}

const metric = z.enum(Object.keys(alertMetrics).filter(isAlertMetric))
const severity = z.enum(['info', 'warning', 'critical'])
const operator = z.enum(['above', 'below'])
const idField = z.string().min(1).max(64)

export const alertFilters = z.strictObject({
  owner: z.enum(['customer', 'us', 'upstream']).optional(),
  poolId: idField.optional(),
  accountId: idField.optional(),
  model: textField().optional(),
  minCalls: countField(1, 1_000_000).optional(),
  budgetNanoUsd: nanoUsdField(1n)
    .transform((amount) => amount.toString())
    .optional(),
  period: z.enum(['day', 'month']).optional(),
})

const fields = {
  name: textField(100),
  metric,
  operator,
  threshold: z.number().min(-1e12).max(1e12),
  windowSeconds: countField(10, maxSeconds),
  forSeconds: countField(0, maxSeconds),
  severity,
  filters: alertFilters,
  notifyMail: z.boolean(),
  /** Empty = every admin and owner. */
  mailTo: z.array(emailField).max(maxRecipients),
  webhookUrl: z.string().trim().max(2_048).nullable(),
  /** Signs webhooks; never shown again. */
  webhookSecret: z.string().min(16).max(200),
  cooldownSeconds: countField(0, maxSeconds),
  enabled: z.boolean(),
  isPublic: z.boolean(),
  publicTitle: z.string().trim().max(120),
  publicText: z.string().trim().max(2_000),
}

export const createAlertRuleInput = z
  .strictObject(fields)
  .partial()
  .extend({ name: fields.name, metric, operator, threshold: fields.threshold })
export type CreateAlertRuleInput = z.infer<typeof createAlertRuleInput>

export const updateAlertRuleInput = z
  .strictObject(fields)
  .partial()
  .extend({ version: countField(1, 2_147_483_647).optional() })
export type UpdateAlertRuleInput = z.infer<typeof updateAlertRuleInput>

/** A metric that is looked at without a rule. */
export const previewAlertInput = z.strictObject({
  metric,
  windowSeconds: fields.windowSeconds.optional(),
  filters: alertFilters.optional(),
})
export type PreviewAlertInput = z.infer<typeof previewAlertInput>

const time = z.iso.datetime()

export const alertReading = z.object({
  label: z.string(),
  name: z.string().optional(),
  value: z.number(),
  reason: z.string().optional(),
})

export const alertPreview = z.object({
  unit: z.string(),
  /** The most telling first, at most 50. */
  readings: z.array(alertReading),
  /** Why the number can't be known now; readings are empty then. */
  error: z.string().nullable(),
})
export type AlertPreview = z.infer<typeof alertPreview>

export const alertRuleView = z.object({
  ...{ id: z.string(), name: z.string(), metric: z.string(), operator, threshold: z.number() },
  ...{ windowSeconds: z.number().int(), forSeconds: z.number().int(), severity, filters: alertFilters.partial() },
  ...{ notifyMail: z.boolean(), mailTo: z.array(z.string()), webhookUrl: z.string().nullable() },
  ...{ hasWebhookSecret: z.boolean(), cooldownSeconds: z.number().int(), enabled: z.boolean() },
  ...{ isPublic: z.boolean(), publicTitle: z.string(), publicText: z.string() },
  ...{ openEvents: z.number().int(), evaluatedAt: time.nullable(), lastError: z.string().nullable() },
  ...{ version: z.number().int(), createdAt: time, updatedAt: time },
})
export type AlertRuleView = z.infer<typeof alertRuleView>

export const alertEventQuery = z.strictObject({
  ...pageFields,
  ruleId: idField.optional(),
  state: z.enum(['open', 'resolved']).optional(),
  severity: severity.optional(),
})
export type AlertEventQuery = z.infer<typeof alertEventQuery>

export const alertDeliveryView = z.object({
  ...{ id: z.string(), kind: z.enum(['fired', 'resolved', 'test']), channel: z.enum(['mail', 'webhook']) },
  ...{ target: z.string(), status: z.enum(['pending', 'sent', 'failed']), attempts: z.number().int() },
  ...{ lastError: z.string().nullable(), nextAttemptAt: time.nullable(), createdAt: time, sentAt: time.nullable() },
})
export type AlertDeliveryView = z.infer<typeof alertDeliveryView>

export const alertEventView = z.object({
  ...{ id: z.string(), ruleId: z.string(), ruleName: z.string(), metric: z.string(), severity },
  ...{ label: z.string(), labelName: z.string().nullable(), reason: z.string().nullable() },
  ...{ value: z.number(), lastValue: z.number(), firedAt: time, resolvedAt: time.nullable() },
  ...{ notifiedAt: time.nullable(), incidentTitle: z.string().nullable(), incidentText: z.string().nullable() },
  deliveries: z.array(alertDeliveryView),
})
export type AlertEventView = z.infer<typeof alertEventView>

/** What the status page says about an event; a null title takes it off the page. */
export const updateAlertEventInput = z.strictObject({
  incidentTitle: fields.publicTitle.min(1).nullable().optional(),
  incidentText: fields.publicText.optional(),
  /** What stood there when the change was made; something else meanwhile is a conflict. */
  expected: z
    .strictObject({ incidentTitle: z.string().max(1_000).nullable(), incidentText: z.string().max(10_000).nullable() })
    .optional(),
})
export type UpdateAlertEventInput = z.infer<typeof updateAlertEventInput>

export const createAlertSilenceInput = z
  .strictObject({
    ruleId: idField.optional(),
    severity: severity.optional(),
    reason: z.string().trim().max(500).optional(),
    until: futureTimeField,
  })
  .refine(({ ruleId, severity: ofSeverity }) => ruleId === undefined || ofSeverity === undefined, {
    error: 'name a rule or a severity, not both',
    path: ['severity'],
  })
export type CreateAlertSilenceInput = z.infer<typeof createAlertSilenceInput>

export const alertSilenceView = z.object({
  ...{ id: z.string(), ruleId: z.string().nullable(), severity: severity.nullable(), reason: z.string() },
  ...{ until: time, createdBy: z.string(), createdAt: time },
})
export type AlertSilenceView = z.infer<typeof alertSilenceView>
