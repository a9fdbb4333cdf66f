import { pool, type Sql } from '../db/pg'
import type { NanoUsd } from '../money'

export type Balance = {
  /** Paid and promotional credit together. */
  balanceNanoUsd: NanoUsd
  paidNanoUsd: NanoUsd
  promoNanoUsd: NanoUsd
  heldNanoUsd: NanoUsd
  /** Balance − held, never below zero. */
  availableNanoUsd: NanoUsd
  /** When the next part of the promotional credit ends. */
  promoExpiresAt: Date | null
}

type Row = { balance: bigint; promo: bigint; held: bigint; promo_expires_at: Date | null }

/** What a customer has and what of it is held by running calls; zero for a customer who never had anything. */
export async function getBalance(userId: string, sql: Sql = pool()): Promise<Balance> {
  const { rows } = await sql.query<Row>(
    `SELECT balance_nano_usd AS balance, promo_nano_usd AS promo, promo_expires_at, held_nano_usd - (
       SELECT coalesce(sum(amount_nano_usd), 0)::bigint FROM funding_leases WHERE user_id = $1) AS held
     FROM wallets WHERE user_id = $1`,
    [userId],
  )
  const { balance, promo, held, promo_expires_at } = rows[0] ?? {
    ...{ balance: 0n, promo: 0n, held: 0n, promo_expires_at: null },
  }
  const total = balance + promo
  return {
    ...{ balanceNanoUsd: total, paidNanoUsd: balance, promoNanoUsd: promo, heldNanoUsd: held },
    ...{ availableNanoUsd: total > held ? total - held : 0n, promoExpiresAt: promo_expires_at },
  }
}
