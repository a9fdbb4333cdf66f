export type ProcessCache<V> = {
  /** The cached value, or the one that is being loaded: many callers of one key cause one load. */
  get(key: string): Promise<V>
  /** The cached value if it is there and fresh, without loading. */
  peek(key: string): V | undefined
  /** Forgets every value that carries the tag; loads under way are not kept. */
  purgeTag(tag: string): void
  clear(): void
  readonly size: number
}

type CacheOptions<V> = {
  maxEntries: () => number
  load: (key: string) => Promise<V>
  /** How long a value may be used; 0 = not at all. */
  ttlMs: (value: V) => number
  /** What a value depends on: changing any of them drops it. */
  tags: (value: V) => readonly string[]
  now?: () => number
}

/** `isUsed`: since it was put in, or last passed over. */
type Entry<V> = { value: V; expiresAtMs: number; tags: readonly string[]; isUsed: boolean }

/**
 * A bounded cache whose entries are dropped by what they depend on. When it is full the oldest goes that wasn't used
 * since it was last looked at (second chance): a hit changes one flag, where moving entries about copies the map all the time.
 */
export function createProcessCache<V>(options: CacheOptions<V>): ProcessCache<V> {
  const now = options.now ?? Date.now
  const entries = new Map<string, Entry<V>>()
  const keysByTag = new Map<string, Set<string>>()
  const loading = new Map<string, Promise<V>>()
  let generation = 0

  function drop(key: string): void {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) keysByTag.delete(tag)
    }
  }

  function keep(key: string, value: V): void {
    drop(key)
    const ttlMs = options.ttlMs(value)
    if (ttlMs <= 0) return
    const tags = options.tags(value)
    entries.set(key, { value, expiresAtMs: now() + ttlMs, tags, isUsed: false })
    for (const tag of tags) {
      const keys = keysByTag.get(tag)
      if (keys) keys.add(key)
      else keysByTag.set(tag, new Set([key]))
    }
    if (entries.size > options.maxEntries()) dropOne()
  }

  function dropOne(): void {
    for (const [key, entry] of entries) {
      if (!entry.isUsed) {
        drop(key)
        return
      }
      // Back to the young end: each is passed over at most once.
      entry.isUsed = false
      entries.delete(key)
      entries.set(key, entry)
    }
  }

  function peek(key: string): V | undefined {
    const entry = entries.get(key)
    if (!entry) return undefined
    if (entry.expiresAtMs <= now()) {
      drop(key)
      return undefined
    }
    entry.isUsed = true
    return entry.value
  }

  function load(key: string): Promise<V> {
    const startedIn = generation
    const promise = options.load(key).then((value) => {
      if (generation === startedIn) keep(key, value)
      return value
    })
    loading.set(key, promise)
    const forget = () => {
      if (loading.get(key) === promise) loading.delete(key)
    }
    promise.then(forget, forget)
    return promise
  }

  return {
    get: (key) => {
      const value = peek(key)
      return value === undefined ? (loading.get(key) ?? load(key)) : Promise.resolve(value)
    },
    peek,
    purgeTag: (tag) => {
      // A load that began before the change may have read the old row: it is answered, but never kept or joined.
      generation++
      loading.clear()
      for (const key of [...(keysByTag.get(tag) ?? [])]) drop(key)
    },
    clear: () => {
      generation++
      loading.clear()
      entries.clear()
      keysByTag.clear()
    },
    get size() {
      return entries.size
    },
  }
}
