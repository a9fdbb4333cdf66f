import { defined } from '../db/defined'
import type { PriceInput, PriceRates, PriceTerms, PriceVersion } from '../pricing'
import type { ModelPriceView, PutModelPriceInput } from './model-price-schemas'

type OuterRates<T> = {
  inputNanoUsdPerMillion?: T
  outputNanoUsdPerMillion?: T
  cachedInputNanoUsdPerMillion?: T
  cacheWriteNanoUsdPerMillion?: T
  cacheWrite1hNanoUsdPerMillion?: T
}

const text = (amount: bigint | null | undefined) =>
  amount === undefined || amount === null ? amount : amount.toString()
const texts = (amounts: Readonly<Record<string, bigint>>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]))

function ratesJson(rates: Partial<PriceRates>): OuterRates<string> {
  const names: OuterRates<string | null | undefined> = {
    inputNanoUsdPerMillion: text(rates.input),
    outputNanoUsdPerMillion: text(rates.output),
    cachedInputNanoUsdPerMillion: text(rates.cachedInput),
    cacheWriteNanoUsdPerMillion: text(rates.cacheWrite5m),
    cacheWrite1hNanoUsdPerMillion: text(rates.cacheWrite1h),
  }
  return Object.fromEntries(Object.entries(names).filter(([, amount]) => typeof amount === 'string'))
}

function innerRates(rates: OuterRates<bigint | null | undefined>): Partial<PriceRates> {
  const inner = {
    input: rates.inputNanoUsdPerMillion ?? undefined,
    output: rates.outputNanoUsdPerMillion ?? undefined,
    cachedInput: rates.cachedInputNanoUsdPerMillion,
    cacheWrite5m: rates.cacheWriteNanoUsdPerMillion,
    cacheWrite1h: rates.cacheWrite1hNanoUsdPerMillion,
  }
  return defined(inner)
}

export type PriceTermsView = Omit<ModelPriceView, 'id' | 'model' | 'effectiveFrom' | 'source'>

/** What a price says as the API shows it: amounts as decimal strings. */
export function priceTermsJson(price: PriceTerms): PriceTermsView {
  return {
    callable: price.callable,
    inputNanoUsdPerMillion: price.input.toString(),
    outputNanoUsdPerMillion: price.output.toString(),
    cachedInputNanoUsdPerMillion: text(price.cachedInput) ?? null,
    cacheWriteNanoUsdPerMillion: text(price.cacheWrite5m) ?? null,
    cacheWrite1hNanoUsdPerMillion: text(price.cacheWrite1h) ?? null,
    requestNanoUsd: price.request.toString(),
    toolCallNanoUsd: texts(price.toolCalls),
    mediaNanoUsdPerMillion: texts(price.media),
    tiers: Object.fromEntries(Object.entries(price.tiers).map(([tier, rates]) => [tier, ratesJson(rates)])),
    longContext: price.longContext && {
      ...ratesJson(price.longContext),
      aboveInputTokens: price.longContext.aboveInputTokens,
    },
    contextTokens: price.contextTokens,
    maxOutputTokens: price.maxOutputTokens,
    provider: price.provider,
  }
}

/** A version of a price as the API shows it. */
export function modelPriceJson(price: PriceVersion): ModelPriceView {
  return {
    ...{ id: price.id, model: price.model, effectiveFrom: new Date(price.effectiveFromMs).toISOString() },
    ...priceTermsJson(price),
    source: price.source,
  }
}

/** A price as an operator entered it, as the price book takes it. */
export function priceInputOf(input: PutModelPriceInput): PriceInput {
  const { longContext, tiers } = input
  return {
    input: input.inputNanoUsdPerMillion,
    output: input.outputNanoUsdPerMillion,
    ...innerRates(input),
    ...defined({
      request: input.requestNanoUsd,
      toolCalls: input.toolCallNanoUsd,
      media: input.mediaNanoUsdPerMillion,
      contextTokens: input.contextTokens,
      maxOutputTokens: input.maxOutputTokens,
      provider: input.provider,
      callable: input.callable,
    }),
    ...(tiers
      ? { tiers: Object.fromEntries(Object.entries(tiers).map(([tier, rates]) => [tier, innerRates(rates)])) }
      : {}),
    ...(longContext
      ? { longContext: { ...innerRates(longContext), aboveInputTokens: longContext.aboveInputTokens } }
      : {}),
  }
}
