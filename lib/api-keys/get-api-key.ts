import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { apiKeyJson, withPoolName } from './api-key-json'
import { keyNotFound } from './change-api-key'
import { totalSpendOf } from './list-api-keys'
import type { ApiKeyView } from './schemas'

/** One key; throws not_found when there is none or it is another customer's. */
export async function getApiKey(ctx: ActorContext, keyId: string): Promise<ApiKeyView> {
  const owner = ownUserId(ctx)
  const row = await prisma().apiKey.findFirst({
    where: { id: keyId, ...(owner === null ? {} : { userId: owner }) },
    include: withPoolName,
  })
  if (!row) throw keyNotFound()
  const spend = await totalSpendOf([keyId])
  return apiKeyJson(row, spend.get(keyId) ?? 0n)
}
