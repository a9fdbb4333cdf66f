import type { Prisma } from '../db/prisma'
import type { RedeemCodeView } from './schemas'

export type RedeemCodeRow = Prisma.RedeemCodeGetPayload<Record<string, never>>

/** A code's form for staff. */
export function redeemCodeJson(row: RedeemCodeRow): RedeemCodeView {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind,
    amountNanoUsd: row.amountNanoUsd?.toString() ?? null,
    creditDays: row.creditDays,
    planId: row.planId,
    planDays: row.planDays,
    maxRedemptions: row.maxRedemptions,
    redeemed: row.redeemed,
    batch: row.batch,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
