import { createLoader, parseAsBoolean, parseAsString } from 'nuqs/server'

export const modelFilters = {
  search: parseAsString.withDefault(''),
  provider: parseAsString,
  ended: parseAsBoolean,
  cursor: parseAsString,
}

export const loadModelFilters = createLoader(modelFilters)
