import { createLoader, parseAsStringLiteral } from 'nuqs/server'
import { parseAsText } from '../_components/parse-as-text'

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
  key: parseAsText,
  model: parseAsText,
  status: parseAsStringLiteral(statuses),
  /** Calendar days in the person's zone, both included. */
  from: parseAsText,
  to: parseAsText,
  cursor: parseAsText,
  /** The request whose panel is open. */
  request: parseAsText,
}

export const loadUsageParams = createLoader(usageParsers)
export type UsageParams = Awaited<ReturnType<typeof loadUsageParams>>
