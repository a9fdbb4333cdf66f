import type { Prisma } from '../db/prisma'
import { maskOf } from './hashed-code'
import type { RedeemCodeView } from './schemas'

export type RedeemCodeRow = Prisma.RedeemCodeGetPayload<Record<string, never>>

function stateOf(row: RedeemCodeRow, nowMs: number): RedeemCodeView['state'] {
  if (row.disabledAt) return 'disabled'
  if (row.redeemed >= row.maxRedemptions) return 'used'
  return row.expiresAt && row.expiresAt.getTime() <= nowMs ? 'expired' : 'open'
}

/** A code's form for staff, the code itself masked: who sees a list can't redeem from it. */
export function redeemCodeJson(row: RedeemCodeRow): RedeemCodeView {
  return {
    id: row.id,
    code: maskOf(row),
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
    state: stateOf(row, Date.now()),
    createdAt: row.createdAt.toISOString(),
  }
}
