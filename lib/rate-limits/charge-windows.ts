/** What a token bucket keeps: `used` in sixty-thousandths of a token, so that refills are whole numbers and nothing is rounded. */
export type RateBucket = { used: number; atMs: number }

/** One window to charge; `limit` is per minute and positive. */
export type WindowCharge = { name: string; limit: number; cost: number }

/** `remaining` in tokens; `resetMs` until the bucket is full again. */
export type WindowLevel = { remaining: number; resetMs: number }

export type ChargeResult =
  | { kind: 'charged'; buckets: number[]; levels: WindowLevel[] }
  | { kind: 'refused'; index: number; retryAfterMs: number; levels: WindowLevel[] }

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
 * Charges all windows or none. A cost above a window's whole capacity is taken from a full bucket, as debt:
 * it could never pass otherwise. Refused by several, the longest wait is named.
 */
export function chargeWindows(windows: readonly WindowCharge[], used: readonly number[]): ChargeResult {
  let index = -1
  let retryAfterMs = 0
  windows.forEach((window, i) => {
    const capacity = window.limit * unitsPerToken
    const missing = (used[i] ?? 0) + Math.min(window.cost, window.limit) * unitsPerToken - capacity
    const waitMs = Math.ceil(missing / window.limit)
    if (missing > 0 && waitMs > retryAfterMs) {
      index = i
      retryAfterMs = waitMs
    }
  })
  if (index >= 0) {
    return { kind: 'refused', index, retryAfterMs, levels: windows.map((w, i) => windowLevel(used[i] ?? 0, w.limit)) }
  }
  const buckets = windows.map((window, i) => chargedUnits(used[i] ?? 0, window.cost))
  return { kind: 'charged', buckets, levels: windows.map((w, i) => windowLevel(buckets[i] ?? 0, w.limit)) }
}
