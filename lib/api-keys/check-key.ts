import { isId } from '../ids'
import type { MaybePromise } from '../maybe-promise'
import { badKeyBlockMs, countBadKey } from './bad-key-counter'
import { type CachedKey, keyHash, peekKey, readKey, readKeyById } from './key-cache'
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
 * Answers from the process's cache, then at once (a change is seen within 1 s, at the latest after its TTL). An address
 * with too many bad keys is blocked: whatever isn't in the positive cache is then refused without a look-up.
 */
export function checkKey(secret: string | null, address: string): MaybePromise<KeyCheck> {
  const hash = secret === null ? null : keyHash(secret)
  const cached = hash === null ? undefined : peekKey(hash)
  if (cached?.access) return judge(cached, address)
  const retryAfterMs = badKeyBlockMs(address)
  if (retryAfterMs > 0) return { kind: 'blocked', retryAfterMs }
  if (secret === null || secret === '') return { kind: 'refused', code: 'key_missing', access: null }
  if (hash === null) {
    countBadKey(address)
    return { kind: 'refused', code: 'key_malformed', access: null }
  }
  return cached ? judge(cached, address) : readKey(hash, secret).then((found) => judge(found, address))
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
