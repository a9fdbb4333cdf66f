import { createLoader, parseAsString } from 'nuqs/server'

export const transferKinds = [
  'usage',
  'top_up',
  'adjustment',
  'promotion',
  'promotion_expiry',
  'redeem',
  'subscription',
  'refund',
  'dispute',
  'correction',
] as const

export const transferFilters = {
  user: parseAsString.withDefault(''),
  kind: parseAsString,
  cursor: parseAsString,
}

export const loadTransferFilters = createLoader(transferFilters)
