import { pool } from '../db/pg'
import { createId } from '../ids'
import type { NanoUsd } from '../money'
import { ledgerState } from './ledger-state'
import { statementTime } from './state-types'

const maxUsers = 1_000

/**
 * Ends promotional credit whose time is over (what running calls hold of it, once they end); answers how much ended.
 * Calls never spend expired credit even before this runs: a hold looks first.
 */
export async function expirePromotions(): Promise<NanoUsd> {
  const state = ledgerState()
  const now = statementTime(state) ?? new Date()
  const { rows } = await pool().query<{ user_id: string }>(
    `SELECT user_id FROM wallets WHERE promo_expires_at <= $1 ORDER BY promo_expires_at LIMIT ${maxUsers}`,
    [now],
  )
  let total = 0n
  for (const { user_id: userId } of rows) {
    const ended = await pool().query<{ amount: bigint }>(
      'SELECT expire_promo(u, $2, $3, $4) AS amount FROM unnest(lock_wallets(ARRAY[$1::text], true)) u',
      [userId, createId('transfer'), state.processId, now],
    )
    total += ended.rows[0]?.amount ?? 0n
  }
  return total
}
