import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const statuses = [
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'truncated',
  'interrupted',
  'voided',
] as const

/** What the list shows; the same words filter the export. */
export const usageParsers = {
  key: parseAsString,
  model: parseAsString,
  status: parseAsStringLiteral(statuses),
  /** Calendar days in the person's zone, both included. */
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
  /** The request whose panel is open. */
  request: parseAsString,
}

export const loadUsageParams = createLoader(usageParsers)
export type UsageParams = Awaited<ReturnType<typeof loadUsageParams>>
