import { maxNanoUsd, type NanoUsd } from '../money'
import { amountOf, ratesOf } from './cost-of'
import type { PriceVersion, TokenUsage } from './types'

/** Where the hold grows with the output, this much of it is held at first. */
export const growingOutputTokens = 4_096
/** Above what any listed model gives in one answer; where a price entry names no maximum, the context window would hold far too much. */
const unknownMaxOutputTokens = 128_000
const unknownToolCalls = 10
/** Tokens of one item where the price entry says nothing: above what the large providers count. */
export const defaultMediaBounds: Readonly<Record<string, number>> = {
  image: 6_000,
  audio: 60_000,
  video: 300_000,
  file: 200_000,
}

export type HoldRequest = {
  /** Of every upstream model that the call could be sent as: the dearest is held. */
  prices: readonly PriceVersion[]
  /** Text as counted (one a byte, or a tokenizer's count), with what a `previous_response_id` brings along. */
  inputTokens: number
  /** Kind (image, audio, video, file) → items in the request. */
  mediaItems?: Readonly<Record<string, number>>
  /** Asked for; null = not limited by the caller. */
  maxOutputTokens: number | null
  /** Answers asked for at once. */
  n?: number
  /** A stream without hidden reasoning: the hold grows as the output flows. */
  canGrow: boolean
  /** Output that such a hold starts with; `growingOutputTokens` when not said. */
  growFromTokens?: number
  serviceTier: string | null
  multiplierMillionths: bigint
  /** Hosted tools of the request. */
  tools?: readonly string[]
  maxToolCalls?: number | null
  /** Lowest cache price class the request may write to; `5m` when not known. */
  cacheWrite?: 'none' | '5m' | '1h'
}

/** The most output a call can have on this model, all its answers together, before any growth. */
export function boundOutputTokens(price: PriceVersion, request: HoldRequest): number {
  const unknownMax = Math.min(price.contextTokens ?? unknownMaxOutputTokens, unknownMaxOutputTokens)
  const each = Math.min(
    request.maxOutputTokens ?? price.maxOutputTokens ?? unknownMax,
    price.maxOutputTokens ?? Infinity,
  )
  const total = each * Math.max(1, request.n ?? 1)
  return request.canGrow ? Math.min(total, request.growFromTokens ?? growingOutputTokens) : total
}

function mediaTokens(price: PriceVersion, items: Readonly<Record<string, number>>): number {
  let tokens = 0
  for (const kind in items) {
    const bound = price.mediaBounds[kind] ?? defaultMediaBounds[kind] ?? defaultMediaBounds['file'] ?? 0
    tokens += (items[kind] ?? 0) * bound
  }
  return tokens
}

type InputClass = 'input' | 'cacheWrite5m' | 'cacheWrite1h'

function dearestInput(price: PriceVersion, request: HoldRequest, inputTokens: number): InputClass {
  const rates = ratesOf(price, request.serviceTier, inputTokens)
  const kind = request.cacheWrite ?? '5m'
  if (kind === '1h' && (rates.cacheWrite1h ?? rates.cacheWrite5m ?? 0n) > rates.input) return 'cacheWrite1h'
  if (kind === '5m' && (rates.cacheWrite5m ?? 0n) > rates.input) return 'cacheWrite5m'
  return 'input'
}

const noItems = Object.freeze({})

function boundOfTools(request: HoldRequest): Readonly<Record<string, number>> {
  const { tools } = request
  if (tools === undefined || tools.length === 0) return noItems
  const calls = request.maxToolCalls ?? unknownToolCalls
  return Object.fromEntries(tools.map((tool) => [tool, calls]))
}

function holdFor(price: PriceVersion, request: HoldRequest): NanoUsd {
  const items = request.mediaItems ?? noItems
  const inMedia = mediaTokens(price, items)
  const inputTokens = request.inputTokens + inMedia
  const kind = dearestInput(price, request, inputTokens)
  const usage: TokenUsage = {
    input: kind === 'input' ? inputTokens : 0,
    cachedInput: 0,
    cacheWrite5m: kind === 'cacheWrite5m' ? inputTokens : 0,
    cacheWrite1h: kind === 'cacheWrite1h' ? inputTokens : 0,
    output: boundOutputTokens(price, request),
    reasoning: 0,
    media: noItems,
    toolCalls: boundOfTools(request),
  }
  const { multiplierMillionths, serviceTier } = request
  const amount = amountOf({ usage, price, multiplierMillionths, serviceTier })
  return Object.keys(items).length === 0 ? amount : amount + dearerMedia(price, request, items)
}

/** Which class an item will be counted in isn't known yet: its bound is held at the dearest. */
function dearerMedia(price: PriceVersion, request: HoldRequest, items: Readonly<Record<string, number>>): NanoUsd {
  const dearest = Object.values(price.media).reduce((most, each) => (each > most ? each : most), 0n)
  const hasMedia = Object.values(items).some((count) => count > 0)
  if (!hasMedia || dearest <= price.input) return 0n
  const extra = BigInt(mediaTokens(price, items)) * (dearest - price.input) * request.multiplierMillionths
  return extra / 1_000_000_000_000n + 1n
}

/** What is held before a call goes upstream: a bound of its cost at the dearest price it could be served for. What no account can hold is that much: the call is refused for want of money, not for an overflow. */
export function holdAmount(request: HoldRequest): NanoUsd {
  let most = 0n
  for (const price of request.prices) {
    const amount = holdFor(price, request)
    if (amount > most) most = amount
  }
  return most > maxNanoUsd ? maxNanoUsd : most
}
