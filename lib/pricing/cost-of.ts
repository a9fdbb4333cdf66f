import type { NanoUsd } from '../money'
import type { Cost, CostLine, PriceRates, PriceVersion, TokenUsage } from './types'

const million = 1_000_000n
/** Prices are per million tokens, multipliers in millionths: a sum of lines × multiplier is the cost × 10¹². */
const scale = million * million
/** What providers call the tier that has no price of its own. */
const standardTiers: readonly string[] = ['default', 'auto', 'standard', 'standard_only']

export type CostInput = {
  usage: TokenUsage
  price: PriceVersion
  /** Millionths. */
  multiplierMillionths: bigint
  serviceTier: string | null
}

/** All input tokens of a request, however they were cached. */
export function totalInputTokens(usage: TokenUsage): number {
  return usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h
}

/** Whether a request on this service tier has a price. */
export function isPricedTier(price: PriceVersion, serviceTier: string | null): boolean {
  return serviceTier === null || standardTiers.includes(serviceTier) || Object.hasOwn(price.tiers, serviceTier)
}

/** The rates of one request: a tier or a long context replaces the base; both only where the entry prices both. */
export function ratesOf(price: PriceVersion, serviceTier: string | null, inputTokens: number): PriceRates {
  const isLong = price.longContext !== null && inputTokens > price.longContext.aboveInputTokens
  const tier = serviceTier === null ? undefined : price.tiers[serviceTier]
  if (tier) return { ...price, ...tier, ...(isLong ? price.tiers[`${serviceTier}:long_context`] : undefined) }
  return isLong ? { ...price, ...price.longContext } : price
}

function line(name: string, quantity: number, unit: NanoUsd): CostLine {
  return { class: name, quantity, unitNanoUsdPerMillion: unit, scaled: BigInt(quantity) * unit }
}

function tokenLines({ usage, price, serviceTier }: CostInput): CostLine[] {
  const rates = ratesOf(price, serviceTier, totalInputTokens(usage))
  const write5m = rates.cacheWrite5m ?? rates.input
  return [
    line('input', usage.input, rates.input),
    line('cached_input', usage.cachedInput, rates.cachedInput ?? rates.input),
    line('cache_write_5m', usage.cacheWrite5m, write5m),
    line('cache_write_1h', usage.cacheWrite1h, rates.cacheWrite1h ?? write5m),
    line('output', usage.output, rates.output),
    ...Object.entries(usage.media).map(([name, tokens]) =>
      line(name, tokens, price.media[name] ?? mediaFallback(name, rates)),
    ),
  ]
}

/** A media class without a price of its own costs what text does: never nothing. */
function mediaFallback(name: string, rates: PriceRates): NanoUsd {
  return name.startsWith('output') ? rates.output : rates.input
}

/**
 * What a request costs, exactly: Σ quantity × price × multiplier in integers, rounded once at the end, half up.
 * Each token counts in one class; lines of quantity zero are left out.
 */
export function costOf(input: CostInput): Cost {
  const { usage, price, multiplierMillionths } = input
  const tools = Object.entries(usage.toolCalls).map(([tool, calls]) =>
    line(`tool:${tool}`, calls, (price.toolCalls[tool] ?? 0n) * million),
  )
  const fee = price.request > 0n ? [line('request', 1, price.request * million)] : []
  const lines = [...tokenLines(input), ...tools, ...fee].filter((each) => each.quantity > 0)
  const sum = lines.reduce((total, each) => total + each.scaled, 0n)
  return { costNanoUsd: rounded(sum, multiplierMillionths), lines }
}

function rounded(sum: bigint, multiplierMillionths: bigint): NanoUsd {
  return (sum * multiplierMillionths + scale / 2n) / scale
}

/** `costOf` without its lines, for the path of a call: most classes of most calls are zero. */
export function amountOf(input: CostInput): NanoUsd {
  const { usage, price, multiplierMillionths, serviceTier } = input
  const rates = ratesOf(price, serviceTier, totalInputTokens(usage))
  const write5m = rates.cacheWrite5m ?? rates.input
  let sum = price.request * million
  if (usage.input > 0) sum += BigInt(usage.input) * rates.input
  if (usage.cachedInput > 0) sum += BigInt(usage.cachedInput) * (rates.cachedInput ?? rates.input)
  if (usage.cacheWrite5m > 0) sum += BigInt(usage.cacheWrite5m) * write5m
  if (usage.cacheWrite1h > 0) sum += BigInt(usage.cacheWrite1h) * (rates.cacheWrite1h ?? write5m)
  if (usage.output > 0) sum += BigInt(usage.output) * rates.output
  for (const name in usage.media) {
    sum += BigInt(usage.media[name] ?? 0) * (price.media[name] ?? mediaFallback(name, rates))
  }
  for (const tool in usage.toolCalls)
    sum += BigInt(usage.toolCalls[tool] ?? 0) * (price.toolCalls[tool] ?? 0n) * million
  return rounded(sum, multiplierMillionths)
}
