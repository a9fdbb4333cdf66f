declare const brand: unique symbol

/** A key or channel name of the store; a raw text doesn't type-check where one is asked for. */
export type RedisKey = string & { readonly [brand]: 'RedisKey' }

/** Ids reach keys, so what would break a hash tag or a key's parts is refused. */
const idPattern = /^[^{}\s]{1,512}$/

function key(domain: string, tag: string, part: string): RedisKey {
  if (!idPattern.test(tag)) throw new Error(`invariant broken: ${JSON.stringify(tag)} can't be a key's tag`)
  return `gw:${domain}:{${tag}}:${part}` as RedisKey
}

/**
 * Builds every key and channel name, as `gw:<domain>:{<tag>}:<part>`: keys of one tag live on one cluster node.
 * A `…Base` is given to scripts as KEYS[1]; they add the part's name, so whatever they touch has the same tag.
 */
export const redisKeys = {
  /** Parts: leases, running, queue, tickets, alive, rates. */
  customerBase: (userId: string): RedisKey => key('customer', `u:${userId}`, ''),
  /** Which account made a response of this customer. */
  response: (userId: string, responseId: string): RedisKey => key('customer', `u:${userId}`, `response:${responseId}`),
  /** Parts: leases, owners, running, sticky, meta, picked, pools, health:<account>, session:<pool>:…, pool:<pool>:…, candidates:<digest>. */
  shardBase: (shard: string): RedisKey => key('shard', shard, ''),
  /** One of the marks by which a process sees that a store node lost its memory. */
  epoch: (index: number): RedisKey => key('epoch', `e${index}`, 'mark'),
  /** Where one process hears of slots handed to its waiters. */
  processChannel: (processId: string): RedisKey => key('process', processId, 'signals'),
  /** Where all processes hear that waiting calls of a pool should look again. */
  reevaluateChannel: (): RedisKey => key('slots', 'all', 'reevaluate'),
  /** Invalidations of one topic. */
  busChannel: (topic: string): RedisKey => key('bus', 'all', topic),
}
