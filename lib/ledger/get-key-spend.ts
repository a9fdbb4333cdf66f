import { pool } from '../db/pg'
import type { NanoUsd } from '../money'

/** What counts against a key's spend cap now: used in its current period (ever, for one that doesn't reset) and held by running calls. */
export async function getKeySpend(keyId: string): Promise<NanoUsd> {
  const { rows } = await pool().query<{ spent: bigint }>(
    `SELECT CASE WHEN k.cap_period IS NULL THEN s.total_nano_usd + s.held_nano_usd
       WHEN s.period_start = cap.starts_at THEN s.used_nano_usd + s.held_nano_usd ELSE 0 END AS spent
     FROM key_spend s JOIN api_keys k ON k.id = s.key_id JOIN users u ON u.id = k.user_id
     CROSS JOIN LATERAL period_bounds(k.cap_period::text, u.timezone, now()) cap
     WHERE s.key_id = $1`,
    [keyId],
  )
  return rows[0]?.spent ?? 0n
}
