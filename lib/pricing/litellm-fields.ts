import type { PriceRates } from './types'

/** What a cost field of LiteLLM's file is about: which price, above how many tokens, on which service tier. */
export type CostField = {
  target:
    | { kind: 'rate'; rate: keyof PriceRates }
    | { kind: 'media'; name: string }
    | { kind: 'request' }
    | { kind: 'reasoning' }
  aboveTokens: number | null
  tier: string | null
}

/** Longer names first: one may begin with another. */
const targets: [prefix: string, target: CostField['target']][] = [
  ['cache_creation_input_token_cost_above_1hr', { kind: 'rate', rate: 'cacheWrite1h' }],
  ['cache_creation_input_token_cost', { kind: 'rate', rate: 'cacheWrite5m' }],
  ['cache_read_input_audio_token_cost', { kind: 'media', name: 'cached_audio' }],
  ['cache_read_input_token_cost', { kind: 'rate', rate: 'cachedInput' }],
  ['input_cost_per_token', { kind: 'rate', rate: 'input' }],
  ['output_cost_per_token', { kind: 'rate', rate: 'output' }],
  ['input_cost_per_audio_token', { kind: 'media', name: 'input_audio' }],
  ['output_cost_per_audio_token', { kind: 'media', name: 'output_audio' }],
  ['input_cost_per_image_token', { kind: 'media', name: 'input_image' }],
  ['output_cost_per_image_token', { kind: 'media', name: 'output_image' }],
  ['input_cost_per_request', { kind: 'request' }],
  ['output_cost_per_reasoning_token', { kind: 'reasoning' }],
]
const rest = /^(?:_above_(\d{1,7})k_tokens)?(?:_(priority|flex))?$/

/** Whether a field is a price that never applies to what the gateway sends. */
export function isUnusedCost(name: string): boolean {
  return name.endsWith('_batches') || name.endsWith('_batch')
}

/** Whether a field is a price at all. */
export function isCost(name: string): boolean {
  return /(^|_)costs?(_|$)/.test(name)
}

/** What a cost field means; null for one that we can't charge by. */
export function costField(name: string): CostField | null {
  for (const [prefix, target] of targets) {
    if (!name.startsWith(prefix)) continue
    const match = rest.exec(name.slice(prefix.length))
    if (match) return { target, aboveTokens: match[1] ? Number(match[1]) * 1_000 : null, tier: match[2] ?? null }
  }
  return null
}
