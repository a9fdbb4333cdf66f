import type { Prisma } from '../db/prisma'
import { formatMultiplier } from '../money'
import { readHttp2, textMap } from './account-config'
import { readAzureOptions } from './azure'
import { maskHeaderOverrides } from './header-overrides'
import type { UpstreamAccountView } from './schemas'

export const withPools = {
  members: { select: { poolId: true }, orderBy: { poolId: 'asc' } },
} as const satisfies Prisma.UpstreamAccountInclude
export type UpstreamAccountWithPools = Prisma.UpstreamAccountGetPayload<{ include: typeof withPools }>

const iso = (time: Date | null) => time?.toISOString() ?? null

function statusOf(row: UpstreamAccountWithPools, nowMs: number): UpstreamAccountView['status'] {
  if (!row.enabled) return 'disabled'
  if (row.status === 'error') return 'error'
  if (row.expiresAt && row.expiresAt.getTime() <= nowMs) return 'expired'
  return row.draining ? 'draining' : 'active'
}

/** An account's public form for staff: whether there is a credential or a proxy, never what it is. */
export function upstreamAccountJson(row: UpstreamAccountWithPools): UpstreamAccountView {
  return {
    id: row.id,
    name: row.name,
    protocol: row.protocol,
    apis: row.apis,
    baseUrl: row.baseUrl,
    azure: readAzureOptions(row.options),
    http2: readHttp2(row.options),
    credentialKind: row.credentialKind,
    hasProxy: row.proxyCipher !== null,
    concurrencyLimit: row.concurrencyLimit,
    priority: row.priority,
    models: row.models,
    modelMap: textMap(row.modelMap),
    headerOverrides: maskHeaderOverrides(row.headerOverrides),
    enabled: row.enabled,
    draining: row.draining,
    status: statusOf(row, Date.now()),
    statusReason: row.statusReason,
    statusSince: iso(row.statusSince),
    lastError: row.lastError,
    costMultiplier: row.costMultiplier === null ? null : formatMultiplier(row.costMultiplier),
    shard: row.shard,
    expiresAt: iso(row.expiresAt),
    poolIds: row.members.map((member) => member.poolId),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
