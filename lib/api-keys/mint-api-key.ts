import { assertMayUsePool } from '../account-pools'
import { writeAudit } from '../audit'
import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { hashWithPepper } from '../crypto'
import { defined } from '../db/defined'
import { inTransaction, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { createId } from '../ids'
import { settings } from '../settings'
import { apiKeyJson, withPoolName } from './api-key-json'
import { createKeySecret, keyMarks } from './key-format'
import type { MintApiKeyInput, MintedApiKey } from './schemas'

async function assertMayMint(tx: Prisma.TransactionClient, ctx: ActorContext, userId: string): Promise<void> {
  const owner = ownUserId(ctx)
  const user = await tx.user.findUnique({ where: { id: userId } })
  if (!user || user.status === 'deleted' || (owner !== null && owner !== userId)) {
    throw new AppError('not_found', 'There is no such user.')
  }
  if (owner === null) return
  if (user.status === 'suspended') throw new AppError('user_suspended', 'This account is suspended.')
  if (settings().requireVerifiedEmail && !user.emailVerifiedAt) {
    throw new AppError('permission_denied', 'Confirm your e-mail address first; then you can make keys.')
  }
  const count = await tx.apiKey.count({ where: { userId, revokedAt: null } })
  if (count >= settings().maxKeysPerUser) {
    throw new AppError('conflict', `You have ${count} keys already. Revoke one that you no longer use.`)
  }
}

/**
 * Makes a key for a user on a pool and returns its secret, the only time that it exists outside the caller's hands:
 * stored are its HMAC, its first and its last characters. Throws not_found for a user or pool that the actor can't use.
 */
export async function mintApiKey(ctx: ActorContext, userId: string, input: MintApiKeyInput): Promise<MintedApiKey> {
  const secret = createKeySecret()
  const { hash, version } = hashWithPepper(secret)
  const { name, poolId, ...limits } = input
  const view = await inTransaction(async (tx) => {
    await assertMayMint(tx, ctx, userId)
    await assertMayUsePool(tx, ctx, userId, poolId)
    const row = await tx.apiKey.create({
      data: {
        ...defined(limits),
        id: createId('apiKey'),
        userId,
        poolId,
        name,
        ...keyMarks(secret),
        keyHash: hash,
        pepperVersion: version,
      },
      include: withPoolName,
    })
    const after = apiKeyJson(row)
    await writeAudit(tx, ctx, { action: 'api_key.mint', subjectKind: 'api_key', subjectId: row.id, after })
    return after
  })
  return { ...view, key: secret }
}
