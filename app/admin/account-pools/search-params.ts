import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const poolVisibilities = ['public', 'plan', 'private'] as const

export const poolFilters = {
  search: parseAsString.withDefault(''),
  visibility: parseAsStringLiteral(poolVisibilities),
}

export const loadPoolFilters = createLoader(poolFilters)
