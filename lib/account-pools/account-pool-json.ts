import type { Prisma } from '../db/prisma'
import { formatMultiplier } from '../money'
import type { AccountPoolView } from './schemas'

export const withPoolLinks = {
  members: { select: { accountId: true }, orderBy: { accountId: 'asc' } },
  access: { select: { userId: true }, orderBy: { userId: 'asc' } },
  plans: { select: { planId: true }, orderBy: { planId: 'asc' } },
} as const satisfies Prisma.AccountPoolInclude
export type AccountPoolRow = Prisma.AccountPoolGetPayload<{ include: typeof withPoolLinks }>

/** A pool's public form for staff. */
export function accountPoolJson(row: AccountPoolRow): AccountPoolView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    protocols: row.protocols,
    rateMultiplier: formatMultiplier(row.rateMultiplier),
    visibility: row.visibility,
    status: row.status,
    instructionsPolicy: row.instructionsPolicy,
    instructions: row.instructions,
    disconnectPolicy: row.disconnectPolicy,
    maxWaiting: row.maxWaiting,
    idleTimeoutMs: row.idleTimeoutMs,
    accountIds: row.members.map((member) => member.accountId),
    userIds: row.access.map((access) => access.userId),
    planIds: row.plans.map((plan) => plan.planId),
    shard: row.shard,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
