import type { Prisma } from '../db/prisma'
import type { PlanView } from './schemas'

export const withPlanPools = {
  pools: { select: { poolId: true }, orderBy: { poolId: 'asc' } },
} as const satisfies Prisma.PlanInclude
export type PlanRow = Prisma.PlanGetPayload<{ include: typeof withPlanPools }>

/** A plan's public form. */
export function planJson(row: PlanRow): PlanView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    priceNanoUsd: row.priceNanoUsd.toString(),
    interval: row.interval,
    allowanceDayNanoUsd: row.allowanceDayNanoUsd?.toString() ?? null,
    allowanceWeekNanoUsd: row.allowanceWeekNanoUsd?.toString() ?? null,
    allowanceMonthNanoUsd: row.allowanceMonthNanoUsd?.toString() ?? null,
    concurrencyLimit: row.concurrencyLimit,
    fairQueueWeight: row.fairQueueWeight,
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    features: row.features,
    forSale: row.forSale,
    sortOrder: row.sortOrder,
    poolIds: row.pools.map((pool) => pool.poolId),
    stripeProductId: row.stripeProductId,
    stripePriceId: row.stripePriceId,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
