import { createLoader, parseAsString } from 'nuqs/server'

export const auditSubjects = [
  'upstream_account',
  'account_pool',
  'user',
  'api_key',
  'model_price',
  'plan',
  'settings',
  'management_token',
  'announcement',
  'redeem_code',
  'subscription',
] as const

export const auditFilters = {
  search: parseAsString.withDefault(''),
  subject: parseAsString,
  cursor: parseAsString,
}

export const loadAuditFilters = createLoader(auditFilters)
