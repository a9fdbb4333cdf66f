import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const alertViews = ['events', 'rules', 'silences'] as const
export const eventStates = ['open', 'resolved'] as const
export const severities = ['info', 'warning', 'critical'] as const

export const alertFilters = {
  state: parseAsStringLiteral(eventStates),
  severity: parseAsStringLiteral(severities),
  rule: parseAsString,
  cursor: parseAsString,
}

export const loadAlertFilters = createLoader(alertFilters)
export const loadAlertView = createLoader({
  view: parseAsStringLiteral(alertViews).withDefault('events'),
  event: parseAsString,
})
