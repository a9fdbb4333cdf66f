import { hashWithPepper } from '../crypto'
import { isId } from '../ids'
import { badKeyBlockMs, countBadKey } from './bad-key-counter'
import { type CachedKey, peekKey, readKey, readKeyById } from './key-cache'
import { isWellFormedKey } from './key-format'
import { keyRefusal } from './key-refusal'
import { noteKeyUsed } from './last-used'
import type { KeyCheck } from './types'

function judge({ access, mayCallFrom }: CachedKey, address: string): KeyCheck {
  if (!access) {
    countBadKey(address)
    return { kind: 'refused', code: 'key_unknown', access: null }
  }
  const code = keyRefusal(access, () => mayCallFrom(address))
  if (code) return { kind: 'refused', code, access }
  noteKeyUsed(access.keyId)
  return { kind: 'allowed', access }
}

/**
 * Decides whether a secret may call from an address: known, not revoked, not expired, address allowed, user active.
 * Answers from the process's cache (a change is seen within 1 s, at the latest after its TTL). An address with too many
 * bad keys is blocked: whatever isn't in the positive cache is then refused without a look-up.
 */
export async function checkKey(secret: string | null, address: string): Promise<KeyCheck> {
  const isFormed = secret !== null && isWellFormedKey(secret)
  const hash = isFormed ? hashWithPepper(secret).hash : null
  const cached = hash === null ? undefined : peekKey(hash)
  if (cached?.access) return judge(cached, address)
  const retryAfterMs = badKeyBlockMs(address)
  if (retryAfterMs > 0) return { kind: 'blocked', retryAfterMs }
  if (secret === null || secret === '') return { kind: 'refused', code: 'key_missing', access: null }
  if (hash === null) {
    countBadKey(address)
    return { kind: 'refused', code: 'key_malformed', access: null }
  }
  return judge(cached ?? (await readKey(hash, secret)), address)
}

/**
 * As `checkKey`, for a signed-in person who names one of their keys instead of sending its secret (the playground).
 * Another person's key is as unknown as one that doesn't exist.
 */
export async function checkOwnKey(userId: string, keyId: string, address: string): Promise<KeyCheck> {
  if (!isId('apiKey', keyId)) return { kind: 'refused', code: 'key_unknown', access: null }
  const cached = await readKeyById(keyId)
  if (cached.access?.userId !== userId) return { kind: 'refused', code: 'key_unknown', access: null }
  return judge(cached, address)
}
