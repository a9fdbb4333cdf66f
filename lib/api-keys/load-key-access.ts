import { pool } from '../db/pg'
import type { NanoUsd } from '../money'
import { settings } from '../settings'
import type { KeyAccess } from './types'

type KeyRow = {
  id: string
  name: string
  user_id: string
  pool_id: string
  key_hash: string
  previous_valid_until: Date | null
  expires_at: Date | null
  revoked_at: Date | null
  disabled_at: Date | null
  spend_cap_nano_usd: NanoUsd | null
  allowed_models: string[]
  ip_allow: string[]
  ip_deny: string[]
  concurrency_limit: number | null
  requests_per_minute: number | null
  tokens_per_minute: number | null
  fallback_to_balance: boolean
  clamp_to_balance: boolean
  user_status: KeyAccess['userStatus']
  user_timezone: string
  user_concurrency_limit: number
  user_requests_per_minute: number | null
  user_tokens_per_minute: number | null
  user_rate_multiplier: bigint | null
  subscription_id: string | null
  plan_name: string | null
  plan_concurrency_limit: number | null
  plan_fair_queue_weight: number | null
  plan_requests_per_minute: number | null
  plan_tokens_per_minute: number | null
}

// The plan in force is the newest running one that opens the key's pool, or else the newest that opens no pool in particular.
const selection = `SELECT k.id, k.name, k.user_id, k.pool_id, k.key_hash, k.previous_valid_until, k.expires_at,
    k.revoked_at, k.disabled_at, k.spend_cap_nano_usd, k.allowed_models, k.ip_allow, k.ip_deny, k.concurrency_limit,
    k.requests_per_minute, k.tokens_per_minute, k.fallback_to_balance, k.clamp_to_balance,
    u.status AS user_status, u.timezone AS user_timezone, u.concurrency_limit AS user_concurrency_limit,
    u.requests_per_minute AS user_requests_per_minute, u.tokens_per_minute AS user_tokens_per_minute,
    u.rate_multiplier AS user_rate_multiplier, plan.*
  FROM api_keys k
  JOIN users u ON u.id = k.user_id
  LEFT JOIN LATERAL (
    SELECT s.id AS subscription_id, p.name AS plan_name, p.concurrency_limit AS plan_concurrency_limit,
      p.fair_queue_weight AS plan_fair_queue_weight, p.requests_per_minute AS plan_requests_per_minute,
      p.tokens_per_minute AS plan_tokens_per_minute
    FROM subscriptions s
    JOIN plans p ON p.id = s.plan_id
    CROSS JOIN LATERAL (
      SELECT coalesce(bool_or(l.pool_id = k.pool_id), false) AS this_pool, count(*) = 0 AS no_pool
      FROM plan_pools l WHERE l.plan_id = p.id
    ) opens
    WHERE s.user_id = k.user_id AND s.status IN ('active', 'past_due', 'cancelled')
      AND s.period_start <= $1 AND s.period_end > $1 AND (opens.this_pool OR opens.no_pool)
    ORDER BY opens.this_pool DESC, s.created_at DESC
    LIMIT 1
  ) plan ON true`

// A limit that an admin gave this user wins; one who was left at the default has the plan's.
function userConcurrency(row: KeyRow): number {
  const isDefault = row.user_concurrency_limit === settings().userConcurrencyLimit
  return isDefault ? (row.plan_concurrency_limit ?? row.user_concurrency_limit) : row.user_concurrency_limit
}

function toAccess(row: KeyRow, hashes: string[]): KeyAccess {
  const isPrevious = !hashes.includes(row.key_hash)
  return {
    keyId: row.id,
    keyName: row.name,
    userId: row.user_id,
    poolId: row.pool_id,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    revoked: row.revoked_at !== null,
    disabled: row.disabled_at !== null,
    secretValidUntilMs: isPrevious ? (row.previous_valid_until?.getTime() ?? 0) : null,
    userStatus: row.user_status,
    userTimezone: row.user_timezone,
    userConcurrencyLimit: userConcurrency(row),
    keyConcurrencyLimit: row.concurrency_limit,
    userRequestsPerMinute: row.user_requests_per_minute ?? row.plan_requests_per_minute,
    userTokensPerMinute: row.user_tokens_per_minute ?? row.plan_tokens_per_minute,
    keyRequestsPerMinute: row.requests_per_minute,
    keyTokensPerMinute: row.tokens_per_minute,
    userRateMultiplier: row.user_rate_multiplier,
    spendCapNanoUsd: row.spend_cap_nano_usd,
    allowedModels: row.allowed_models,
    ipAllow: row.ip_allow,
    ipDeny: row.ip_deny,
    fallbackToBalance: row.fallback_to_balance,
    clampToBalance: row.clamp_to_balance,
    planName: row.plan_name,
    fairQueueWeight: row.plan_fair_queue_weight ?? 1,
    subscriptionId: row.subscription_id,
  }
}

async function findRow(condition: string, value: unknown): Promise<KeyRow | undefined> {
  const { rows } = await pool().query<KeyRow>(`${selection}\n  WHERE ${condition}\n  LIMIT 1`, [new Date(), value])
  return rows[0]
}

/** Reads all that decides about a key by the hashes its secret may be stored under; null when no key has one of them. */
export async function loadKeyAccess(hashes: string[]): Promise<KeyAccess | null> {
  const row = await findRow('k.key_hash = ANY($2) OR k.previous_key_hash = ANY($2)', hashes)
  return row ? toAccess(row, hashes) : null
}

/** The same by the key's id, for its owner who is signed in and needs no secret. */
export async function loadKeyAccessById(keyId: string): Promise<KeyAccess | null> {
  const row = await findRow('k.id = $2', keyId)
  return row ? toAccess(row, [row.key_hash]) : null
}
