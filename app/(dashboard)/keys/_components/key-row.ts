/** A key as the table shows it. Amounts are nano-USD as decimal strings: this crosses to the browser. */
export type KeyRow = {
  id: string
  name: string
  maskedKey: string
  poolId: string
  poolName: string
  status: 'active' | 'disabled' | 'expired' | 'revoked'
  expiresAt: string | null
  disabledAt: string | null
  revokedAt: string | null
  previousValidUntil: string | null
  lastUsedAt: string | null
  createdAt: string
  version: number
  spendCapNanoUsd: string | null
  capPeriod: 'day' | 'week' | 'month' | null
  totalSpentNanoUsd: string
  /** Since midnight in the person's zone. */
  todayNanoUsd: string
  /** In the cap's current period. */
  periodSpentNanoUsd: string
  allowedModels: string[]
  ipAllow: string[]
  ipDeny: string[]
  concurrencyLimit: number | null
  requestsPerMinute: number | null
  tokensPerMinute: number | null
  fallbackToBalance: boolean
  clampToBalance: boolean
  running: number
  waiting: number
}

/** A pool that a key may be made on. */
export type PoolChoice = { id: string; name: string; description: string; rateMultiplier: string; protocols: string[] }
