import {
  type ConditionalPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type ModelPrice,
} from '@pydantic/genai-prices'
import type { NanoUsd } from '../money'
import type { PriceInput, PriceRates } from './types'

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

function nano(usd: number): NanoUsd {
  return BigInt(Math.round(usd * 1e9))
}

type Tiered = { base: number; tiers: readonly { start: number; price: number }[] }

function asTiered(value: ModelPrice[string]): Tiered | null {
  if (value === undefined) return null
  return typeof value === 'number' ? { base: value, tiers: [] } : value
}

/** The prices in force now; null for a model whose price depends on the time of day. */
function currentPrices(prices: ConditionalPrice[] | ModelPrice, at: Date): ModelPrice | null {
  if (!Array.isArray(prices)) return prices
  if (prices.some((each) => each.constraint?.type === 'time_of_date')) return null
  const inForce = prices.findLast((each) => {
    const { constraint } = each
    return !constraint || (constraint.type === 'start_date' && new Date(constraint.start_date) <= at)
  })
  return inForce?.prices ?? null
}

function longContextOf(rates: readonly (readonly [keyof PriceRates, Tiered])[]): PriceInput['longContext'] | undefined {
  const starts = [...new Set(rates.flatMap(([, tiered]) => tiered.tiers.map((tier) => tier.start)))]
  if (starts.length === 0) return null
  const [start] = starts
  // More steps than our entry has: not taken over, rather than priced wrongly.
  if (starts.length > 1 || start === undefined) return undefined
  const above = rates.map(([name, tiered]) => [name, nano(tiered.tiers[0]?.price ?? tiered.base)])
  return { aboveInputTokens: start, ...Object.fromEntries(above) }
}

function pick(prices: ModelPrice, keys: Readonly<Record<string, string>>, divisor: number): Record<string, NanoUsd> {
  const found = Object.entries(keys).flatMap(([key, name]) => {
    const tiered = asTiered(prices[key])
    return tiered && tiered.tiers.length === 0 ? [[name, nano(tiered.base / divisor)] as const] : []
  })
  return Object.fromEntries(found)
}

function toPrice(info: ModelInfo, provider: string, at: Date): PriceInput | null {
  const prices = currentPrices(info.prices, at)
  if (!prices) return null
  const known = { ...rateKeys, ...mediaKeys, ...toolKeys }
  // A unit that we don't meter (hours, requests) would make the model too cheap.
  if (Object.entries(prices).some(([key, value]) => value !== undefined && value !== 0 && !Object.hasOwn(known, key)))
    return null
  const rates = Object.entries(rateKeys).flatMap(([key, name]) => {
    const tiered = asTiered(prices[key])
    return tiered ? [[name, tiered] as const] : []
  })
  const base = Object.fromEntries(rates.map(([name, tiered]) => [name, nano(tiered.base)]))
  const longContext = longContextOf(rates)
  if (base['input'] === undefined || longContext === undefined) return null
  return {
    ...{ output: 0n, ...base, input: base['input'], longContext, provider },
    media: pick(prices, mediaKeys, 1),
    toolCalls: pick(prices, toolKeys, 1_000),
    contextTokens: info.context_window ?? null,
  }
}

/** Every exact name that a matching rule stands for. */
function exactNames(match: MatchLogic): string[] {
  if ('or' in match) return match.or.flatMap(exactNames)
  return 'equals' in match ? [match.equals] : []
}

/** The prices that the bundled catalogue has in force at `at`, one entry for each exact model name it knows. */
export function catalogueEntries(at: Date = new Date()): CatalogueEntry[] {
  const byModel = new Map<string, CatalogueEntry>()
  for (const providerId of catalogueProviders) {
    for (const info of findProvider({ providerId })?.models ?? []) {
      const price = toPrice(info, providerId, at)
      if (!price) continue
      for (const model of new Set([info.id, ...exactNames(info.match)])) {
        if (!byModel.has(model)) byModel.set(model, { model, catalogueId: `${providerId}:${info.id}`, price })
      }
    }
  }
  return [...byModel.values()]
}
