import type { Prisma } from '../db/prisma'
import { env } from '../env'
import { type AlertUnit, alertMetrics } from './types'

type Rule = Pick<Prisma.AlertRuleGetPayload<object>, 'id' | 'name' | 'metric' | 'operator' | 'threshold' | 'severity'>
type Event = Pick<
  Prisma.AlertEventGetPayload<object>,
  'id' | 'label' | 'value' | 'lastValue' | 'detail' | 'firedAt' | 'resolvedAt'
>

/** What a webhook's body says; mails are made of the same. */
export type AlertMessage = {
  /** The same at every try: a receiver that has seen it may ignore it. */
  id: string
  type: 'alert.fired' | 'alert.resolved' | 'alert.test'
  createdAt: string
  rule: {
    id: string
    name: string
    metric: string
    operator: string
    threshold: number
    severity: string
    unit: string
  }
  event: {
    id: string
    label: string
    labelName: string | null
    reason: string | null
    value: number
    lastValue: number
    firedAt: string
    resolvedAt: string | null
  } | null
  url: string
}

type MessageInput = { id: string; kind: 'fired' | 'resolved' | 'test'; rule: Rule; event: Event | null; now: Date }

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)

function unitOf(metric: string): AlertUnit {
  const known = Object.entries(alertMetrics).find(([name]) => name === metric)
  return known?.[1].unit ?? 'count'
}

function eventPart({ detail, firedAt, resolvedAt, ...event }: Event): AlertMessage['event'] {
  const { name, reason }: Record<string, unknown> = Object(detail)
  return {
    ...{ id: event.id, label: event.label, labelName: textOrNull(name), reason: textOrNull(reason) },
    ...{ value: event.value, lastValue: event.lastValue },
    ...{ firedAt: firedAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null },
  }
}

/** The message of a firing, its end, or a test. */
export function alertMessage({ id, kind, rule, event, now }: MessageInput): AlertMessage {
  const { id: ruleId, name, metric, operator, threshold, severity } = rule
  return {
    ...{ id, type: `alert.${kind}`, createdAt: now.toISOString() },
    rule: { id: ruleId, name, metric, operator, threshold, severity, unit: unitOf(metric) },
    event: event === null ? null : eventPart(event),
    url: `${env().PUBLIC_URL}/admin/alerts${event === null ? '' : `?event=${event.id}`}`,
  }
}
