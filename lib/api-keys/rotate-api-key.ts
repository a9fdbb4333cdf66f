import type { ActorContext } from '../auth/types'
import { hashWithPepper } from '../crypto'
import { AppError } from '../errors'
import { changeApiKey } from './change-api-key'
import { createKeySecret, keyMarks } from './key-format'
import type { MintedApiKey, RotateApiKeyInput } from './schemas'

/**
 * Gives a key a new secret, shown this once; the old one works for `overlapSeconds` more (0 = it ends at once). A still
 * older one ends now. Throws conflict for a revoked key.
 */
export async function rotateApiKey(ctx: ActorContext, keyId: string, input: RotateApiKeyInput): Promise<MintedApiKey> {
  const secret = createKeySecret()
  const { hash, version } = hashWithPepper(secret)
  const view = await changeApiKey(ctx, keyId, 'api_key.rotate', async (row) => {
    if (row.revokedAt) throw new AppError('conflict', 'A revoked key can’t be rotated. Make a new one.')
    const hasOverlap = input.overlapSeconds > 0
    return {
      ...keyMarks(secret),
      keyHash: hash,
      pepperVersion: version,
      previousKeyHash: hasOverlap ? row.keyHash : null,
      previousValidUntil: hasOverlap ? new Date(Date.now() + input.overlapSeconds * 1000) : null,
    }
  })
  return { ...view, key: secret }
}
