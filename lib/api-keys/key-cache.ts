import { hash as digestOf } from 'node:crypto'
import { hashWithEveryPepper, hashWithPepper } from '../crypto'
import { createProcessCache, type ProcessCache } from '../db/process-cache'
import { createAddressList } from '../http/address'
import { shared } from '../process-state'
import { everyId, subscribe } from '../redis'
import { settings } from '../settings'
import { isWellFormedKey } from './key-format'
import { loadKeyAccess, loadKeyAccessById } from './load-key-access'
import type { KeyAccess } from './types'

/** A cached answer: the key's access with its address tests built once, or that no key has this secret. */
export type CachedKey = {
  access: KeyAccess | null
  mayCallFrom: (address: string) => boolean
}

// Hashes are hex, so an id can't be taken for one.
const byId = 'id:'
const topics = ['key', 'user', 'subscription', 'pool'] as const

function addressTest(access: KeyAccess): (address: string) => boolean {
  const isAllowed = access.ipAllow.length === 0 ? () => true : createAddressList(access.ipAllow)
  const isDenied = access.ipDeny.length === 0 ? () => false : createAddressList(access.ipDeny)
  return (address) => isAllowed(address) && !isDenied(address)
}

function tagsOf({ access }: CachedKey): string[] {
  if (!access) return []
  const tags = [access.keyId, access.userId, access.poolId]
  return access.subscriptionId === null ? tags : [...tags, access.subscriptionId]
}

function createKeyCache(): { cache: ProcessCache<CachedKey>; secrets: Map<string, string> } {
  // The cache is keyed by hash; a load needs the secret once more for the older peppers, and only while it runs.
  const secrets = new Map<string, string>()
  const cache = createProcessCache<CachedKey>({
    maxEntries: () => settings().keyCacheEntries,
    ttlMs: ({ access }) => (access ? settings().keyCacheMs : settings().keyNegativeCacheMs),
    tags: tagsOf,
    load: async (name) => {
      const access = name.startsWith(byId)
        ? await loadKeyAccessById(name.slice(byId.length))
        : await loadKeyAccess(hashWithEveryPepper(secrets.get(name) ?? '').map((each) => each.hash))
      return { access, mayCallFrom: access ? addressTest(access) : () => false }
    },
  })
  for (const topic of topics) subscribe(topic, (id) => (id === everyId ? cache.clear() : cache.purgeTag(id)))
  return { cache, secrets }
}

const keyCache = shared('key-cache', createKeyCache)

const hashes = shared('key-hashes', () => new Map<string, string>())

/**
 * The hash that a secret is stored under, null when it isn't a key at all. Those of keys that call are remembered by a
 * digest of the secret (one step instead of checksum and HMAC); the secret itself never is.
 */
export function keyHash(secret: string): string | null {
  const known = hashes()
  const digest = digestOf('sha256', secret, 'base64')
  const remembered = known.get(digest)
  if (remembered !== undefined) return remembered
  if (!isWellFormedKey(secret)) return null
  const { hash } = hashWithPepper(secret)
  // Whoever guesses secrets must not fill it.
  if (!peekKey(hash)?.access) return hash
  if (known.size >= settings().keyCacheEntries) known.clear()
  known.set(digest, hash)
  return hash
}

/** The cached answer for a secret's hash, without a look-up. */
export function peekKey(hash: string): CachedKey | undefined {
  return keyCache().cache.peek(hash)
}

/** The answer for a secret: from the cache, or read once for all who ask at the same time. */
export async function readKey(hash: string, secret: string): Promise<CachedKey> {
  const { cache, secrets } = keyCache()
  secrets.set(hash, secret)
  try {
    return await cache.get(hash)
  } finally {
    secrets.delete(hash)
  }
}

/** The answer for a key's id, for its signed-in owner. */
export async function readKeyById(keyId: string): Promise<CachedKey> {
  return await keyCache().cache.get(`${byId}${keyId}`)
}
