import type { Prisma } from '../db/prisma'
import { type AlertRuleView, alertFilters, alertRuleView } from './schemas'
import type { AlertFilters } from './types'

export const withOpenEvents = {
  _count: { select: { events: { where: { resolvedAt: null } } } },
} as const satisfies Prisma.AlertRuleInclude
export type AlertRuleRow = Prisma.AlertRuleGetPayload<{ include: typeof withOpenEvents }>

/** What narrows a stored rule; what can't be read narrows nothing. */
export function filtersOf(json: unknown): AlertFilters {
  const read = alertFilters.safeParse(json)
  return read.success ? read.data : {}
}

/** A rule's form for staff: never the webhook's secret. */
export function alertRuleJson(row: AlertRuleRow): AlertRuleView {
  const { webhookSecretCipher, _count, evaluatedAt, createdAt, updatedAt, ...rest } = row
  return alertRuleView.parse({
    ...rest,
    filters: filtersOf(row.filters),
    hasWebhookSecret: webhookSecretCipher !== null,
    openEvents: _count.events,
    evaluatedAt: evaluatedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  })
}

/** A rule as the audit log keeps it: what people set, without what the evaluation writes. */
export function auditedRule(row: AlertRuleRow): Partial<AlertRuleView> {
  const { openEvents: _open, evaluatedAt: _at, lastError: _error, updatedAt: _updated, ...set } = alertRuleJson(row)
  return set
}
