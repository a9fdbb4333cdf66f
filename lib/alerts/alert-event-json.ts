import type { Prisma } from '../db/prisma'
import { type AlertDeliveryView, type AlertEventView, alertDeliveryView, alertEventView } from './schemas'

const shownDeliveries = 50

export const withRuleAndDeliveries = {
  rule: { select: { name: true, metric: true } },
  deliveries: { orderBy: { id: 'asc' }, take: shownDeliveries },
} as const satisfies Prisma.AlertEventInclude
export type AlertEventRow = Prisma.AlertEventGetPayload<{ include: typeof withRuleAndDeliveries }>

/** A message's form for staff: where it went and how; not its text. */
export function alertDeliveryJson(row: Prisma.AlertDeliveryGetPayload<object>): AlertDeliveryView {
  return alertDeliveryView.parse({
    ...row,
    nextAttemptAt: row.status === 'pending' ? row.nextAttemptAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  })
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)

/** An event's form for staff. */
export function alertEventJson(row: AlertEventRow): AlertEventView {
  const { name, reason }: Record<string, unknown> = Object(row.detail)
  return alertEventView.parse({
    ...row,
    ...{ ruleName: row.rule.name, metric: row.rule.metric, labelName: textOrNull(name), reason: textOrNull(reason) },
    firedAt: row.firedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    notifiedAt: row.notifiedAt?.toISOString() ?? null,
    deliveries: row.deliveries.map(alertDeliveryJson),
  })
}
