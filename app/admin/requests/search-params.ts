import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const requestStatuses = [
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'truncated',
  'interrupted',
  'voided',
] as const

export const requestFilters = {
  search: parseAsString.withDefault(''),
  user: parseAsString,
  key: parseAsString,
  account: parseAsString,
  model: parseAsString,
  status: parseAsStringLiteral(requestStatuses),
  error: parseAsString,
  cursor: parseAsString,
}

export const loadRequestFilters = createLoader(requestFilters)
