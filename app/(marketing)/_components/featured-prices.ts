import { listPrices, type PriceVersion } from '@/lib/pricing'

const wanted = [
  'gpt-5',
  'gpt-5-mini',
  'gpt-4.1',
  'claude-opus-4-5',
  'claude-sonnet-4-5',
  'claude-haiku-4-5',
  'gemini-2.5-pro',
  'gemini-2.5-flash',
] as const
const shown = 8
const maxModels = 1_000

/** A few prices in force, well-known models first; fewer when the book has fewer. */
export async function featuredPrices(): Promise<PriceVersion[]> {
  const { data } = await listPrices({ limit: maxModels })
  const known = wanted.flatMap((model) => data.filter((price) => price.model === model))
  const rest = data.filter((price) => !known.includes(price))
  return [...known, ...rest].slice(0, shown)
}
