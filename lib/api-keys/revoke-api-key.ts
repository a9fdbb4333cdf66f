import type { ActorContext } from '../auth/types'
import { changeApiKey } from './change-api-key'
import type { ApiKeyView } from './schemas'

/** Ends a key for good, its previous secret too: refused by every process within 1 s. Revoking twice changes nothing. */
export async function revokeApiKey(ctx: ActorContext, keyId: string): Promise<ApiKeyView> {
  return await changeApiKey(ctx, keyId, 'api_key.revoke', async (row) => ({
    revokedAt: row.revokedAt ?? new Date(),
    previousKeyHash: null,
    previousValidUntil: null,
  }))
}
