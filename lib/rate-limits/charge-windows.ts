/** What a token bucket keeps: `used` in sixty-thousandths of a token, so that refills are whole numbers and nothing is rounded. */
export type RateBucket = { used: number; atMs: number }

/** One window to charge; `limit` is per minute and positive. */
export type WindowCharge = { readonly name: string; readonly limit: number; readonly cost: number }

/** `remaining` in tokens; `resetMs` until the bucket is full again. */
export type WindowLevel = { remaining: number; resetMs: number }

const unitsPerToken = 60_000
const maxUsed = 2 ** 52

/** What is used of a bucket at `nowMs`: it refills with limit/60 per second. A missing bucket is full. */
export function usedUnits(bucket: RateBucket | undefined, limit: number, nowMs: number): number {
  if (!bucket) return 0
  return Math.max(0, bucket.used - Math.max(0, nowMs - bucket.atMs) * limit)
}

/** A bucket's state for the caller. */
export function windowLevel(used: number, limit: number): WindowLevel {
  const left = Math.max(0, limit * unitsPerToken - used)
  return { remaining: Math.floor(left / unitsPerToken), resetMs: Math.ceil(used / limit) }
}

/** What is used after `tokens` more (or less, when negative): never below empty use, debt allowed. */
export function chargedUnits(used: number, tokens: number): number {
  return Math.min(maxUsed, Math.max(0, used + tokens * unitsPerToken))
}

/**
 * How long until a window can be charged; 0 when it can be now. A cost above its whole capacity is taken from a full
 * bucket, as debt: it could never pass otherwise.
 */
export function chargeWaitMs(window: WindowCharge, used: number): number {
  const missing = used + Math.min(window.cost, window.limit) * unitsPerToken - window.limit * unitsPerToken
  return missing > 0 ? Math.ceil(missing / window.limit) : 0
}
