import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { changeApiKey } from './change-api-key'
import type { ApiKeyView } from './schemas'

/** Pauses a key or lets it work again; acts within 1 s in every process. Throws conflict for a revoked key. */
export async function disableApiKey(ctx: ActorContext, keyId: string, disabled: boolean): Promise<ApiKeyView> {
  const action = disabled ? 'api_key.disable' : 'api_key.enable'
  return await changeApiKey(ctx, keyId, action, async (row) => {
    if (row.revokedAt) throw new AppError('conflict', 'A revoked key can’t be changed.')
    return { disabledAt: disabled ? (row.disabledAt ?? new Date()) : null }
  })
}
