import { writeAudit } from '../audit'
import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { lockRow } from '../db/lock-row'
import { inTransaction, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { publish } from '../redis'
import { type ApiKeyRow, apiKeyJson, withPoolName } from './api-key-json'
import type { ApiKeyView } from './schemas'

type Change = (row: ApiKeyRow, tx: Prisma.TransactionClient) => Promise<Prisma.ApiKeyUncheckedUpdateInput>

/** Throws not_found, in the same words for a key that doesn't exist and for another customer's. */
export function keyNotFound(): AppError {
  return new AppError('not_found', 'There is no such API key.')
}

/** Changes one key of the actor under its row's lock, with its audit row; every process sees it within 1 s. */
export async function changeApiKey(
  ctx: ActorContext,
  keyId: string,
  action: string,
  change: Change,
): Promise<ApiKeyView> {
  const owner = ownUserId(ctx)
  const view = await inTransaction(async (tx) => {
    await lockRow(tx, 'api_keys', keyId)
    const before = await tx.apiKey.findFirst({
      where: { id: keyId, ...(owner === null ? {} : { userId: owner }) },
      include: withPoolName,
    })
    if (!before) throw keyNotFound()
    const data = await change(before, tx)
    const after = await tx.apiKey.update({
      where: { id: keyId },
      data: { ...data, version: before.version + 1 },
      include: withPoolName,
    })
    await writeAudit(tx, ctx, {
      action,
      subjectKind: 'api_key',
      subjectId: keyId,
      before: apiKeyJson(before),
      after: apiKeyJson(after),
    })
    return apiKeyJson(after)
  })
  publish('key', keyId)
  return view
}
