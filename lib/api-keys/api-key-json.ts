import type { Prisma } from '../db/prisma'
import type { ApiKeyView } from './schemas'

export const withPoolName = { pool: { select: { name: true } } } as const satisfies Prisma.ApiKeyInclude
export type ApiKeyRow = Prisma.ApiKeyGetPayload<{ include: typeof withPoolName }>

const iso = (time: Date | null) => time?.toISOString() ?? null

function statusOf(row: ApiKeyRow, nowMs: number): ApiKeyView['status'] {
  if (row.revokedAt) return 'revoked'
  if (row.expiresAt && row.expiresAt.getTime() <= nowMs) return 'expired'
  return row.disabledAt ? 'disabled' : 'active'
}

/** A key's public form. */
export function apiKeyJson(row: ApiKeyRow, totalSpentNanoUsd: bigint = 0n): ApiKeyView {
  const isOverlapOpen = row.previousValidUntil !== null && row.previousValidUntil.getTime() > Date.now()
  return {
    id: row.id,
    userId: row.userId,
    poolId: row.poolId,
    poolName: row.pool.name,
    name: row.name,
    maskedKey: `${row.keyPrefix}…${row.keyLastFour}`,
    status: statusOf(row, Date.now()),
    expiresAt: iso(row.expiresAt),
    disabledAt: iso(row.disabledAt),
    revokedAt: iso(row.revokedAt),
    previousValidUntil: isOverlapOpen ? iso(row.previousValidUntil) : null,
    spendCapNanoUsd: row.spendCapNanoUsd?.toString() ?? null,
    capPeriod: row.capPeriod,
    totalSpentNanoUsd: totalSpentNanoUsd.toString(),
    allowedModels: row.allowedModels,
    ipAllow: row.ipAllow,
    ipDeny: row.ipDeny,
    concurrencyLimit: row.concurrencyLimit,
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    fallbackToBalance: row.fallbackToBalance,
    clampToBalance: row.clampToBalance,
    lastUsedAt: iso(row.lastUsedAt),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
