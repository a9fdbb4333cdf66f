import { createHash } from 'node:crypto'
import type { NanoUsd } from '../money'
import type { PriceInput, PriceRates, PriceSource, PriceTerms, PriceVersion } from './types'

export type PriceRow = {
  id: string
  model: string
  effective_from: Date
  callable: boolean
  input_nano_usd: bigint
  output_nano_usd: bigint
  cached_input_nano_usd: bigint | null
  cache_write_nano_usd: bigint | null
  cache_write_1h_nano_usd: bigint | null
  request_nano_usd: bigint
  media_nano_usd: Record<string, string>
  media_bounds: Record<string, number>
  tool_call_nano_usd: Record<string, string>
  tiers: Record<string, RatesJson>
  long_context: (RatesJson & { aboveInputTokens: number }) | null
  context_tokens: number | null
  max_output_tokens: number | null
  provider: string
  source: PriceSource
  fingerprint: string
}

/** Rates in JSON: amounts as decimal strings. */
type RatesJson = { [Name in keyof PriceRates]?: string | null }

const rateNames = ['input', 'output', 'cachedInput', 'cacheWrite5m', 'cacheWrite1h'] as const

function amounts(json: Record<string, string>): Record<string, NanoUsd> {
  return Object.fromEntries(Object.entries(json).map(([name, text]) => [name, BigInt(text)]))
}

function texts(values: Readonly<Record<string, NanoUsd>>): Record<string, string> {
  return Object.fromEntries(sorted(values).map(([name, amount]) => [name, amount.toString()]))
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function ratesFromJson(json: RatesJson): Partial<PriceRates> {
  const given = rateNames.flatMap((name) => {
    const text = json[name]
    return text === undefined || text === null ? [] : [[name, BigInt(text)]]
  })
  return Object.fromEntries(given)
}

function ratesToJson(rates: Partial<PriceRates>): RatesJson {
  const given = rateNames.flatMap((name) => {
    const amount = rates[name]
    return amount === undefined || amount === null ? [] : [[name, amount.toString()]]
  })
  return Object.fromEntries(given)
}

/** A stored version as the rest of the program sees it. */
export function priceFromRow(row: PriceRow): PriceVersion {
  const step = row.long_context
  return {
    ...{ id: row.id, model: row.model, effectiveFromMs: row.effective_from.getTime(), callable: row.callable },
    ...{ input: row.input_nano_usd, output: row.output_nano_usd, cachedInput: row.cached_input_nano_usd },
    ...{ cacheWrite5m: row.cache_write_nano_usd, cacheWrite1h: row.cache_write_1h_nano_usd },
    ...{ request: row.request_nano_usd, media: amounts(row.media_nano_usd), mediaBounds: row.media_bounds },
    toolCalls: amounts(row.tool_call_nano_usd),
    tiers: Object.fromEntries(Object.entries(row.tiers).map(([tier, rates]) => [tier, ratesFromJson(rates)])),
    longContext: step === null ? null : { ...ratesFromJson(step), aboveInputTokens: step.aboveInputTokens },
    ...{ contextTokens: row.context_tokens, maxOutputTokens: row.max_output_tokens },
    ...{ provider: row.provider, source: row.source },
  }
}

/** Fills in what a put price leaves out. */
export function priceTerms(input: PriceInput): PriceTerms {
  return {
    ...{ callable: true, cachedInput: null, cacheWrite5m: null, cacheWrite1h: null, request: 0n, media: {} },
    ...{ mediaBounds: {}, toolCalls: {}, tiers: {}, longContext: null, contextTokens: null, maxOutputTokens: null },
    ...{ provider: '', ...input },
  }
}

/** The columns of a price's terms, in the order of `priceColumns`. */
export function priceValues(terms: PriceTerms): unknown[] {
  const tiers = Object.fromEntries(sorted(terms.tiers).map(([tier, rates]) => [tier, ratesToJson(rates)]))
  const step = terms.longContext && {
    ...ratesToJson(terms.longContext),
    aboveInputTokens: terms.longContext.aboveInputTokens,
  }
  return [
    terms.callable,
    ...[terms.input, terms.output, terms.cachedInput, terms.cacheWrite5m, terms.cacheWrite1h, terms.request].map(
      (amount) => amount?.toString() ?? null,
    ),
    ...[texts(terms.media), Object.fromEntries(sorted(terms.mediaBounds)), texts(terms.toolCalls), tiers].map((json) =>
      JSON.stringify(json),
    ),
    step === null ? null : JSON.stringify(step),
    ...[terms.contextTokens, terms.maxOutputTokens, terms.provider],
  ]
}

/** Equal for two prices that say the same. */
export function priceFingerprint(terms: PriceTerms): string {
  return createHash('sha256')
    .update(JSON.stringify(priceValues(terms)))
    .digest('hex')
}
