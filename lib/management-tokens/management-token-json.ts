import type { Prisma } from '../db/prisma'
import type { ManagementTokenView } from './schemas'

/** A token's public form: never the token, never its hash. */
export function managementTokenJson(row: Prisma.ManagementTokenGetPayload<object>): ManagementTokenView {
  return {
    id: row.id,
    name: row.name,
    maskedToken: `tpm-…${row.lastFour}`,
    scopes: row.scopes,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
