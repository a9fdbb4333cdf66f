import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const codeStates = ['open', 'used', 'expired', 'disabled'] as const

export const codeFilters = {
  search: parseAsString.withDefault(''),
  state: parseAsStringLiteral(codeStates),
  cursor: parseAsString,
}

export const loadCodeFilters = createLoader(codeFilters)
