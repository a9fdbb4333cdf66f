import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'

export const userRoles = ['customer', 'viewer', 'support', 'admin', 'owner'] as const
export const userStatuses = ['active', 'suspended', 'deleted'] as const

export const userFilters = {
  search: parseAsString.withDefault(''),
  role: parseAsStringLiteral(userRoles),
  status: parseAsStringLiteral(userStatuses),
  cursor: parseAsString,
}

export const loadUserFilters = createLoader(userFilters)
