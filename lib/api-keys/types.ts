import type { NanoUsd } from '../money'

/** All that the gateway must know of a key, its user and its plan, from the process's cache (15 s, purged within 1 s of a change). */
export type KeyAccess = {
  keyId: string
  keyName: string
  userId: string
  poolId: string
  expiresAtMs: number | null
  revoked: boolean
  disabled: boolean
  /** When this very secret stops working (a rotated one); null = never. */
  secretValidUntilMs: number | null
  userStatus: 'active' | 'suspended' | 'deleted'
  userTimezone: string
  userConcurrencyLimit: number
  keyConcurrencyLimit: number | null
  userRequestsPerMinute: number | null
  userTokensPerMinute: number | null
  keyRequestsPerMinute: number | null
  keyTokensPerMinute: number | null
  /** Millionths; null = the pool's. */
  userRateMultiplier: bigint | null
  spendCapNanoUsd: NanoUsd | null
  allowedModels: readonly string[]
  ipAllow: readonly string[]
  ipDeny: readonly string[]
  fallbackToBalance: boolean
  clampToBalance: boolean
  planName: string | null
  fairQueueWeight: number
  subscriptionId: string | null
}

export type KeyRefusal =
  | 'key_missing'
  | 'key_malformed'
  | 'key_unknown'
  | 'key_revoked'
  | 'key_expired'
  | 'address_not_allowed'
  | 'user_suspended'

export type KeyCheck =
  | { kind: 'allowed'; access: KeyAccess }
  | { kind: 'refused'; code: KeyRefusal; access: KeyAccess | null }
  | { kind: 'blocked'; retryAfterMs: number }
