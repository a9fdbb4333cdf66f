import { priceBook } from './price-book'
import type { PriceVersion } from './types'

/** The price of a model in force at an instant, from this process's memory; null when it has none or was ended: it can't be called. */
export function findPrice(model: string, atMs: number): PriceVersion | null {
  const version = priceBook()
    .versions.get(model)
    ?.findLast((each) => each.effectiveFromMs <= atMs)
  return version?.callable ? version : null
}
