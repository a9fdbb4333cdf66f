import { env } from '../env'
import { addressBucket, isLocalNetworkAddress } from '../http/address'
import { logger } from '../logger'
import { processState } from '../process-state'
import { settings } from '../settings'

type Count = { bad: number; windowEndsAtMs: number; blockedUntilMs: number }
type State = { counts: Map<string, Count>; warnedAtMs: number }

const maxBuckets = 100_000
const warnEveryMs = 60_000

const state = () => processState<State>('bad-keys', () => ({ counts: new Map(), warnedAtMs: 0 }))

// Behind a proxy that isn't in TRUSTED_PROXIES every caller has the proxy's private address: blocking it would block all.
function isNeverBlocked(address: string): boolean {
  return env().TRUSTED_PROXIES.length === 0 && isLocalNetworkAddress(address)
}

function warnOnce(address: string, nowMs: number): void {
  const own = state()
  if (nowMs - own.warnedAtMs < warnEveryMs) return
  own.warnedAtMs = nowMs
  logger().warn(
    { address },
    'many bad keys come from a private address that is not blocked; if it is a proxy, name it in TRUSTED_PROXIES',
  )
}

/** How long the address stays blocked for bad keys, in milliseconds; 0 = it isn't. */
export function badKeyBlockMs(address: string, nowMs: number = Date.now()): number {
  const count = state().counts.get(addressBucket(address))
  return Math.max(0, (count?.blockedUntilMs ?? 0) - nowMs)
}

/** Counts a bad key of an address (a /64 for IPv6); above the limit of the window the address is blocked for a while. */
export function countBadKey(address: string, nowMs: number = Date.now()): void {
  const { counts } = state()
  const { badKeyLimit, badKeyWindowMs, badKeyBlockMs: blockMs } = settings()
  const bucket = addressBucket(address)
  let count = counts.get(bucket)
  if (!count || count.windowEndsAtMs <= nowMs) {
    counts.delete(bucket)
    count = { bad: 0, windowEndsAtMs: nowMs + badKeyWindowMs, blockedUntilMs: count?.blockedUntilMs ?? 0 }
    counts.set(bucket, count)
    const oldest = counts.keys().next()
    if (counts.size > maxBuckets && !oldest.done) counts.delete(oldest.value)
  }
  count.bad++
  if (count.bad < badKeyLimit) return
  if (isNeverBlocked(address)) warnOnce(address, nowMs)
  else count.blockedUntilMs = nowMs + blockMs
}
