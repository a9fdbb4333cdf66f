import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const accountStates = ['active', 'trouble', 'disabled'] as const

export const accountFilters = {
  search: parseAsString.withDefault(''),
  state: parseAsStringLiteral(accountStates),
  pool: parseAsString,
}

export const loadAccountFilters = createLoader(accountFilters)
