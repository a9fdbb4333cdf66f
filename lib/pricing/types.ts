import type { NanoUsd } from '../money'

/** Tokens of one request by class, each counted once (cached ones are not in `input`). */
export type TokenUsage = {
  /** Uncached input. */
  input: number
  cachedInput: number
  cacheWrite5m: number
  cacheWrite1h: number
  /** Reasoning included. */
  output: number
  reasoning: number
  /** Other classes (image, audio) by their name in the price entry. */
  media: Readonly<Record<string, number>>
  /** Hosted tool → calls. */
  toolCalls: Readonly<Record<string, number>>
}

/** Prices of one version in nano-USD per million tokens; an absent cache price is the input price. */
export type PriceRates = {
  input: NanoUsd
  output: NanoUsd
  cachedInput: NanoUsd | null
  cacheWrite5m: NanoUsd | null
  cacheWrite1h: NanoUsd | null
}

/** One immutable version of a model's price. */
export type PriceVersion = PriceRates & {
  id: string
  model: string
  effectiveFromMs: number
  callable: boolean
  /** Per request. */
  request: NanoUsd
  media: Readonly<Record<string, NanoUsd>>
  toolCalls: Readonly<Record<string, NanoUsd>>
  tiers: Readonly<Record<string, Partial<PriceRates>>>
  /** Rates of the whole request when its input (cached included) is above the step. */
  longContext: ({ aboveInputTokens: number } & Partial<PriceRates>) | null
  contextTokens: number | null
  maxOutputTokens: number | null
  provider: string
}

/** One line of a receipt; `amount` = quantity × unit price, before the multiplier, in nano-USD × 10⁶ (exact). */
export type CostLine = { class: string; quantity: number; unitNanoUsdPerMillion: NanoUsd; scaled: bigint }

export type Cost = {
  costNanoUsd: NanoUsd
  lines: readonly CostLine[]
}
