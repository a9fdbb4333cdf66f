import type { Prisma } from '../db/prisma'
import type { RedeemCodeView } from './schemas'

export type RedeemCodeRow = Prisma.RedeemCodeGetPayload<Record<string, never>>

function stateOf(row: RedeemCodeRow, nowMs: number): RedeemCodeView['state'] {
  if (row.disabledAt) return 'disabled'
  if (row.redeemed >= row.maxRedemptions) return 'used'
  return row.expiresAt && row.expiresAt.getTime() <= nowMs ? 'expired' : 'open'
}

/** A code after it was made: who sees a list can't redeem from it. */
export function maskCode(code: string): string {
  const groups = code.split('-')
  return groups.map((group, index) => (index === 0 || index === groups.length - 1 ? group : '••••')).join('-')
}

/** A code's form for staff, the code itself masked. */
export function maskedCodeJson(row: RedeemCodeRow): RedeemCodeView {
  return { ...redeemCodeJson(row), code: maskCode(row.code) }
}

/** A code's form right after it was made, the only time that it is shown whole. */
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
    state: stateOf(row, Date.now()),
    createdAt: row.createdAt.toISOString(),
  }
}
