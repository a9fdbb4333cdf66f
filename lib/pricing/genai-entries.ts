import type { NanoUsd } from '../money'
import { decimalText } from './exact-json'
import { priceAmount, SkippedEntry, tokenCount } from './price-amount'
import type { PriceInput, PriceRates, PriceTerms } from './types'

/** Providers whose own APIs we can forward to; resellers list the same models at other prices. The first to name a model wins. */
export const catalogueProviders = [
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'x-ai',
  'mistral',
  'groq',
  'cohere',
  'perplexity',
] as const

export type CatalogueEntry = { model: string; catalogueId: string; price: PriceInput }
export type SkippedModel = { model: string; reason: string }
export type PriceFileEntries = { entries: CatalogueEntry[]; skipped: SkippedModel[] }

/** The parts of @pydantic/genai-prices' data that are read; its numbers may be texts (`readExactJson`). */
export type GenaiTiers = { base: unknown; tiers: { start: unknown; price: unknown }[] }
export type GenaiPrices = { [unit: string]: unknown }
export type GenaiConditional = { constraint?: object | null | undefined; prices: GenaiPrices }
export type GenaiModel = {
  id: string
  match: unknown
  prices: GenaiPrices | GenaiConditional[]
  context_window?: unknown
}
export type GenaiProvider = { id: string; models: readonly GenaiModel[] }

const rateKeys: Readonly<Record<string, keyof PriceRates>> = {
  input_mtok: 'input',
  output_mtok: 'output',
  cache_read_mtok: 'cachedInput',
  cache_write_mtok: 'cacheWrite5m',
  cache_write_1h_mtok: 'cacheWrite1h',
}
const mediaKeys: Readonly<Record<string, string>> = {
  input_audio_mtok: 'input_audio',
  output_audio_mtok: 'output_audio',
  cache_audio_read_mtok: 'cached_audio',
  input_image_mtok: 'input_image',
  output_image_mtok: 'output_image',
  cache_image_read_mtok: 'cached_image',
  input_video_mtok: 'input_video',
  output_video_mtok: 'output_video',
}
/** Priced per thousand calls. */
const toolKeys: Readonly<Record<string, string>> = {
  web_searches_kcount: 'web_search',
  storage_searches_kcount: 'file_search',
}
const knownKeys = { ...rateKeys, ...mediaKeys, ...toolKeys }
/** USD per million tokens and per thousand calls, in nano-USD per million tokens and per call. */
const perMillionPower = 9
const perThousandPower = 6

type Tiered = { base: NanoUsd; tiers: { start: number; price: NanoUsd }[] }

function isTiers(value: unknown): value is GenaiTiers {
  return (
    typeof value === 'object' && value !== null && 'base' in value && 'tiers' in value && Array.isArray(value.tiers)
  )
}

function tieredOf(value: unknown, name: string, power: number): Tiered | null {
  if (value === undefined || value === null) return null
  if (!isTiers(value)) return { base: priceAmount(value, power, name), tiers: [] }
  const tiers = value.tiers.map(({ start, price }) => {
    const above = tokenCount(start)
    if (above === null) throw new SkippedEntry(`a step of ${name} has no start`)
    return { start: above, price: priceAmount(price, power, name) }
  })
  return { base: priceAmount(value.base, power, name), tiers }
}

/** The prices in force now. */
function currentPrices(prices: GenaiModel['prices'], at: Date): GenaiPrices {
  if (!Array.isArray(prices)) return prices
  if (prices.some(({ constraint }) => constraint && 'start_time' in constraint)) {
    throw new SkippedEntry('its price depends on the time of day')
  }
  const inForce = prices.findLast(({ constraint }) => {
    if (!constraint) return true
    const start = 'start_date' in constraint ? constraint.start_date : null
    return typeof start === 'string' && new Date(start) <= at
  })
  if (!inForce) throw new SkippedEntry('none of its prices is in force')
  return inForce.prices
}

function longContextOf(rates: readonly (readonly [keyof PriceRates, Tiered])[]): PriceTerms['longContext'] {
  const starts = [...new Set(rates.flatMap(([, tiered]) => tiered.tiers.map((tier) => tier.start)))]
  const [start] = starts
  if (start === undefined) return null
  if (starts.length > 1) throw new SkippedEntry('it has more than one long-context step')
  const above = rates.map(([name, tiered]) => [name, tiered.tiers[0]?.price ?? tiered.base])
  return { aboveInputTokens: start, ...Object.fromEntries(above) }
}

function pick(prices: GenaiPrices, keys: Readonly<Record<string, string>>, power: number): Record<string, NanoUsd> {
  const found = Object.entries(keys).flatMap(([key, name]) => {
    const tiered = tieredOf(prices[key], key, power)
    return tiered && tiered.tiers.length === 0 ? [[name, tiered.base] as const] : []
  })
  return Object.fromEntries(found)
}

function toPrice(info: GenaiModel, provider: string, at: Date): PriceInput {
  const prices = currentPrices(info.prices, at)
  for (const [key, value] of Object.entries(prices)) {
    const isPriced = value !== undefined && value !== null && Number(decimalText(value) ?? 1) !== 0
    // A unit that we don't meter (hours, requests) would make the model too cheap.
    if (isPriced && !Object.hasOwn(knownKeys, key))
      throw new SkippedEntry(`it is priced by ${key}, which isn’t metered`)
  }
  const rates = Object.entries(rateKeys).flatMap(([key, name]) => {
    const tiered = tieredOf(prices[key], key, perMillionPower)
    return tiered ? [[name, tiered] as const] : []
  })
  const base: Partial<Record<keyof PriceRates, NanoUsd>> = Object.fromEntries(
    rates.map(([name, { base }]) => [name, base]),
  )
  if (base.input === undefined) throw new SkippedEntry('it has no input price')
  return {
    ...{ output: 0n, ...base, input: base.input, longContext: longContextOf(rates), provider },
    media: pick(prices, mediaKeys, perMillionPower),
    toolCalls: pick(prices, toolKeys, perThousandPower),
    contextTokens: tokenCount(info.context_window),
  }
}

/** Every exact name that a matching rule stands for. */
function exactNames(match: unknown): string[] {
  if (typeof match !== 'object' || match === null) return []
  if ('or' in match && Array.isArray(match.or)) return match.or.flatMap(exactNames)
  return 'equals' in match && typeof match.equals === 'string' ? [match.equals] : []
}

/** The prices that a catalogue in @pydantic/genai-prices' form has in force at `at`, one entry for each exact model name. */
export function genaiEntries(providers: readonly GenaiProvider[], at: Date): PriceFileEntries {
  const byModel = new Map<string, CatalogueEntry>()
  const skipped: SkippedModel[] = []
  for (const providerId of catalogueProviders) {
    for (const info of providers.find((each) => each.id === providerId)?.models ?? []) {
      try {
        const price = toPrice(info, providerId, at)
        for (const model of new Set([info.id, ...exactNames(info.match)])) {
          if (!byModel.has(model)) byModel.set(model, { model, catalogueId: `${providerId}:${info.id}`, price })
        }
      } catch (error) {
        if (!(error instanceof SkippedEntry)) throw error
        skipped.push({ model: `${providerId}:${info.id}`, reason: error.message })
      }
    }
  }
  return { entries: [...byModel.values()], skipped }
}
