import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import type { NanoUsd } from '../money'

export type AutoTopUpView = {
  enabled: boolean
  thresholdNanoUsd: NanoUsd
  amountNanoUsd: NanoUsd
  monthlyCapNanoUsd: NanoUsd
  /** Bought automatically in this calendar month of the customer's time zone. */
  monthSpentNanoUsd: NanoUsd
  /** Stripe's word for why the last one failed; nothing is bought until it is turned on again. */
  pausedReason: string | null
  pausedAt: Date | null
}

const usd = 1_000_000_000n
const suggestion = { thresholdNanoUsd: 5n * usd, amountNanoUsd: 20n * usd, monthlyCapNanoUsd: 100n * usd }

const monthQuery = `
  SELECT coalesce(sum(c.amount_nano_usd), 0)::bigint AS spent FROM checkouts c JOIN users u ON u.id = c.user_id
  WHERE c.user_id = $1 AND c.kind = 'auto_top_up' AND c.status IN ('open', 'pending', 'paid', 'refunded')
    AND c.created_at >= date_trunc('month', now() AT TIME ZONE u.timezone) AT TIME ZONE u.timezone`

/** What automatic top-ups took, or are taking, in this calendar month. */
export async function monthSpent(userId: string): Promise<NanoUsd> {
  const { rows } = await pool().query<{ spent: bigint }>(monthQuery, [userId])
  return rows[0]?.spent ?? 0n
}

/** A customer's automatic top-up; off, with a suggestion, before they set it. */
export async function getAutoTopUp(userId: string): Promise<AutoTopUpView> {
  const [row, monthSpentNanoUsd] = await Promise.all([
    prisma().autoTopUp.findUnique({ where: { userId } }),
    monthSpent(userId),
  ])
  if (!row) return { enabled: false, ...suggestion, monthSpentNanoUsd, pausedReason: null, pausedAt: null }
  const { enabled, thresholdNanoUsd, amountNanoUsd, monthlyCapNanoUsd, pausedReason, pausedAt } = row
  return { enabled, thresholdNanoUsd, amountNanoUsd, monthlyCapNanoUsd, monthSpentNanoUsd, pausedReason, pausedAt }
}
