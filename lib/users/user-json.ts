import type { Prisma } from '../db/prisma'
import { formatMultiplier } from '../money'
import type { UserView } from './schemas'

export type UserRow = Prisma.UserGetPayload<object>

/** A user's public form for staff: whether there is a password or a second factor, never what they are. */
export function userJson(row: UserRow): UserView {
  return {
    id: row.id,
    email: row.email,
    emailVerifiedAt: row.emailVerifiedAt?.toISOString() ?? null,
    name: row.name,
    role: row.role,
    status: row.status,
    timezone: row.timezone,
    locale: row.locale,
    concurrencyLimit: row.concurrencyLimit,
    rateMultiplier: row.rateMultiplier === null ? null : formatMultiplier(row.rateMultiplier),
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    budgetNanoUsd: row.budgetNanoUsd?.toString() ?? null,
    budgetPeriod: row.budgetPeriod,
    twoFactor: row.totpEnabledAt !== null,
    hasPassword: row.passwordHash !== null,
    adminNotes: row.adminNotes,
    lossFlaggedAt: row.lossFlaggedAt?.toISOString() ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
