import { formatCount } from '@/components/pieces/format-count'
import { formatUsd } from '@/lib/money'
import type { PriceVersion } from '@/lib/pricing'

export type PriceNote =
  | { key: 'longContext'; values: { tokens: string; input: string; output: string } }
  | { key: 'request'; values: { amount: string } }
  | { key: 'cacheWrite'; values: { amount: string } }
  | { key: 'tier'; values: { name: string; input: string; output: string } }
  | { key: 'tools'; values: { count: number } }

/** What a model's price has beyond input and output, in the order a reader asks for it. */
export function priceNotes(price: PriceVersion): PriceNote[] {
  const notes: PriceNote[] = []
  const { longContext } = price
  if (longContext) {
    notes.push({
      key: 'longContext',
      values: {
        tokens: formatCount(longContext.aboveInputTokens),
        input: formatUsd(longContext.input ?? price.input),
        output: formatUsd(longContext.output ?? price.output),
      },
    })
  }
  if (price.cacheWrite5m !== null) {
    notes.push({ key: 'cacheWrite', values: { amount: formatUsd(price.cacheWrite5m) } })
  }
  if (price.request > 0n) notes.push({ key: 'request', values: { amount: formatUsd(price.request) } })
  for (const [name, tier] of Object.entries(price.tiers)) {
    notes.push({
      key: 'tier',
      values: { name, input: formatUsd(tier.input ?? price.input), output: formatUsd(tier.output ?? price.output) },
    })
  }
  const tools = Object.keys(price.toolCalls).length
  if (tools > 0) notes.push({ key: 'tools', values: { count: tools } })
  return notes
}
