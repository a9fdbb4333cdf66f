import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const marginGroups = ['model', 'user', 'account', 'day'] as const
export const marginRanges = ['7', '30', '90'] as const

export const marginFilters = {
  groupBy: parseAsStringLiteral(marginGroups).withDefault('model'),
  days: parseAsStringLiteral(marginRanges).withDefault('30'),
  account: parseAsString,
}

export const loadMarginFilters = createLoader(marginFilters)
