import { priceBook } from './price-book'
import type { PriceVersion } from './types'

/** What prices were known when something was worked out from them: another object as soon as any may have changed. */
export function knownPrices(): ReadonlyMap<string, readonly PriceVersion[]> {
  return priceBook().versions
}

/** When the price in force of a model changes next by what is known now, in unix milliseconds; Infinity when it doesn't. */
export function nextPriceChangeMs(model: string, atMs: number): number {
  const next = priceBook()
    .versions.get(model)
    ?.find((each) => each.effectiveFromMs > atMs)
  return next?.effectiveFromMs ?? Infinity
}
