import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { apiKeyJson, withPoolName } from './api-key-json'
import type { ApiKeyView } from './schemas'

export type ListApiKeysInput = PageInput & {
  userId?: string | undefined
  poolId?: string | undefined
  includeRevoked?: boolean | undefined
}

/** All-time spend by key id, for the ids given. */
export async function totalSpendOf(keyIds: string[]): Promise<Map<string, bigint>> {
  const rows = await prisma().keySpend.findMany({ where: { keyId: { in: keyIds } } })
  return new Map(rows.map((row) => [row.keyId, row.totalNanoUsd]))
}

/** Keys the actor may see, newest first. */
export async function listApiKeys(ctx: ActorContext, input: ListApiKeysInput = {}): Promise<Page<ApiKeyView>> {
  const rows = await prisma().apiKey.findMany({
    where: {
      ...beforeCursor(input),
      ...defined({ userId: ownUserId(ctx) ?? input.userId, poolId: input.poolId }),
      ...(input.includeRevoked === false ? { revokedAt: null } : {}),
    },
    include: withPoolName,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  const spend = await totalSpendOf(rows.map((row) => row.id))
  return toPage(rows, input, (row) => apiKeyJson(row, spend.get(row.id) ?? 0n))
}
