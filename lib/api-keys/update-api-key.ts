import { assertMayUsePool } from '../account-pools'
import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { AppError } from '../errors'
import { changeApiKey } from './change-api-key'
import type { ApiKeyView, UpdateApiKeyInput } from './schemas'

/** Changes a key's name, limits or pool; acts within 1 s in every process. Throws conflict for a revoked key or an old `version`. */
export async function updateApiKey(ctx: ActorContext, keyId: string, input: UpdateApiKeyInput): Promise<ApiKeyView> {
  const { version, disabled, ...changes } = input
  return await changeApiKey(ctx, keyId, 'api_key.update', async (row, tx) => {
    assertVersion(row.version, version)
    if (row.revokedAt) throw new AppError('conflict', 'A revoked key can’t be changed.')
    if (changes.poolId !== undefined && changes.poolId !== row.poolId) {
      await assertMayUsePool(tx, ctx, row.userId, changes.poolId)
    }
    const disabledAt = disabled === undefined ? undefined : disabled ? (row.disabledAt ?? new Date()) : null
    return defined({ ...changes, disabledAt })
  })
}
