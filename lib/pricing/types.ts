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
  /** Tokens that one item of a kind (image, audio, file, video) can cost at most; absent = `defaultMediaBounds`. */
  mediaBounds: Readonly<Record<string, number>>
  tiers: Readonly<Record<string, Partial<PriceRates>>>
  /** Rates of the whole request when its input (cached included) is above the step. */
  longContext: ({ aboveInputTokens: number } & Partial<PriceRates>) | null
  contextTokens: number | null
  maxOutputTokens: number | null
  provider: string
  source: PriceSource
}

export type PriceSource = 'manual' | 'genai-prices' | 'litellm'

/** What a version says, before it has an id and a time. */
export type PriceTerms = Omit<PriceVersion, 'id' | 'model' | 'effectiveFromMs' | 'source'>

/** A price as it is put: what is left out is absent (no cache price, no fee, no steps), a model is callable. */
export type PriceInput = Pick<PriceVersion, 'input' | 'output'> & Partial<PriceTerms>

/** One line of a receipt; `amount` = quantity × unit price, before the multiplier, in nano-USD × 10⁶ (exact). */
export type CostLine = { class: string; quantity: number; unitNanoUsdPerMillion: NanoUsd; scaled: bigint }

export type Cost = {
  costNanoUsd: NanoUsd
  lines: readonly CostLine[]
}
