import { pool, type Sql } from '../db/pg'
import type { NanoUsd } from '../money'
import { type TransferCause, type TransferResult, transfer } from './transfer'

export type GrantPromotionInput = {
  userId: string
  amountNanoUsd: NanoUsd
  /** Null = never expires. */
  expiresAt: Date | null
  cause: TransferCause
  kind?: 'promotion' | 'redeem'
  memo?: string
}

/** Gives a customer promotional credit, spent before paid credit and, of several grants, the one that expires first; once for its cause. */
export async function grantPromotion(input: GrantPromotionInput, sql: Sql = pool()): Promise<TransferResult> {
  const { kind = 'promotion', ...rest } = input
  return await transfer({ ...rest, kind, debit: 'promotions', credit: 'promo' }, sql)
}
