import { priceBook } from './price-book'
import type { PriceVersion } from './types'

/** Every model that can be called at an instant, with its price in force. */
export function pricedModels(atMs: number): Map<string, PriceVersion> {
  const priced = new Map<string, PriceVersion>()
  for (const [model, versions] of priceBook().versions) {
    const current = versions.findLast((version) => version.effectiveFromMs <= atMs)
    if (current?.callable) priced.set(model, current)
  }
  return priced
}
