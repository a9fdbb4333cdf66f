import { AppError } from '../errors'
import type { NanoUsd } from '../money'
import { decimalText, readExactJson } from './exact-json'
import type { CatalogueEntry, PriceFileEntries, SkippedModel } from './genai-entries'
import { type CostField, costField, isCost, isUnusedCost } from './litellm-fields'
import { priceAmount, SkippedEntry, tokenCount } from './price-amount'
import type { PriceInput, PriceRates } from './types'

type Fields = Readonly<Record<string, unknown>>

/** LiteLLM's name of a provider → ours, and what its models' names begin with there. */
const providers: Readonly<Record<string, { provider: string; prefix: string }>> = {
  openai: { provider: 'openai', prefix: 'openai/' },
  'text-completion-openai': { provider: 'openai', prefix: 'text-completion-openai/' },
  anthropic: { provider: 'anthropic', prefix: 'anthropic/' },
  gemini: { provider: 'google', prefix: 'gemini/' },
  deepseek: { provider: 'deepseek', prefix: 'deepseek/' },
  xai: { provider: 'x-ai', prefix: 'xai/' },
  mistral: { provider: 'mistral', prefix: 'mistral/' },
  groq: { provider: 'groq', prefix: 'groq/' },
  cohere: { provider: 'cohere', prefix: 'cohere/' },
  cohere_chat: { provider: 'cohere', prefix: 'cohere_chat/' },
  perplexity: { provider: 'perplexity', prefix: 'perplexity/' },
}
const servedModes = new Set(['chat', 'completion', 'responses', 'embedding'])
const maxModels = 50_000
/** USD per token, per call and per thousand calls, in nano-USD per million tokens and per call. */
const perTokenPower = 15
const perCallPower = 9
const perThousandPower = 6

type Priced = CostField & { amount: NanoUsd; name: string }

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Fields that are read by themselves. */
const ownFields = new Set(['search_context_cost_per_query', 'file_search_cost_per_1k_calls'])

function pricedFields(fields: Fields): Priced[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (!isCost(name) || isUnusedCost(name) || ownFields.has(name) || value === null) return []
    const field = costField(name)
    if (field) {
      const power = field.target.kind === 'request' ? perCallPower : perTokenPower
      return [{ ...field, name, amount: priceAmount(value, power, name) }]
    }
    // A unit that we don't meter would make the model too cheap.
    if (Number(decimalText(value) ?? 1) !== 0) throw new SkippedEntry(`it is priced by ${name}, which isn’t metered`)
    return []
  })
}

function ratesWhere(priced: readonly Priced[], tier: string | null, aboveTokens: number | null): Partial<PriceRates> {
  const found = priced.flatMap(({ target, amount, ...field }) =>
    target.kind === 'rate' && field.tier === tier && field.aboveTokens === aboveTokens ? [[target.rate, amount]] : [],
  )
  return Object.fromEntries(found)
}

function tiersOf(priced: readonly Priced[], step: number | null): PriceInput['tiers'] {
  const names = [...new Set(priced.flatMap(({ tier }) => (tier === null ? [] : [tier])))]
  const tiers = names.flatMap((tier) => [
    [tier, ratesWhere(priced, tier, null)] as const,
    ...(step === null ? [] : [[`${tier}:long_context`, ratesWhere(priced, tier, step)] as const]),
  ])
  return Object.fromEntries(tiers.filter(([, rates]) => Object.keys(rates).length > 0))
}

/** A search costs by how much context it brings; which, isn't known before: the dearest counts. */
function toolCallsOf(fields: Fields): Record<string, NanoUsd> {
  const sizes = fields['search_context_cost_per_query']
  const searches = isFields(sizes)
    ? Object.values(sizes).map((each) => priceAmount(each, perCallPower, 'a search'))
    : []
  const files = fields['file_search_cost_per_1k_calls']
  return {
    ...(searches.length > 0 && { web_search: searches.reduce((most, each) => (each > most ? each : most), 0n) }),
    ...(decimalText(files) !== null && { file_search: priceAmount(files, perThousandPower, 'a file search') }),
  }
}

function assertReasoning(priced: readonly Priced[], output: NanoUsd | undefined): void {
  const reasoning = priced.find(({ target, aboveTokens }) => target.kind === 'reasoning' && aboveTokens === null)
  if (reasoning && reasoning.amount !== output) throw new SkippedEntry('its reasoning tokens have a price of their own')
}

function stepOf(priced: readonly Priced[]): number | null {
  const steps = [...new Set(priced.flatMap(({ aboveTokens }) => (aboveTokens === null ? [] : [aboveTokens])))]
  if (steps.length > 1) throw new SkippedEntry('it has more than one long-context step')
  return steps[0] ?? null
}

function toPrice(fields: Fields, provider: string): PriceInput {
  const mode = fields['mode']
  if (typeof mode !== 'string' || !servedModes.has(mode))
    throw new SkippedEntry(`the gateway doesn’t serve ${String(mode)}`)
  const priced = pricedFields(fields)
  const base = ratesWhere(priced, null, null)
  if (base.input === undefined) throw new SkippedEntry('it has no input price')
  assertReasoning(priced, base.output)
  const step = stepOf(priced)
  const media = priced.flatMap(({ target, amount, tier }) =>
    target.kind === 'media' && tier === null ? [[target.name, amount]] : [],
  )
  const request = priced.find(({ target }) => target.kind === 'request')?.amount
  return {
    ...{ output: 0n, ...base, input: base.input, provider },
    ...{ media: Object.fromEntries(media), toolCalls: toolCallsOf(fields), tiers: tiersOf(priced, step) ?? {} },
    ...(request === undefined ? {} : { request }),
    longContext: step === null ? null : { ...base, ...ratesWhere(priced, null, step), aboveInputTokens: step },
    contextTokens: tokenCount(fields['max_input_tokens']),
    maxOutputTokens: tokenCount(fields['max_output_tokens']),
  }
}

function readModel(key: string, fields: unknown): CatalogueEntry {
  if (!isFields(fields)) throw new SkippedEntry('it is no entry with fields')
  const own = providers[String(fields['litellm_provider'])]
  if (!own) throw new SkippedEntry(`nothing is forwarded to ${String(fields['litellm_provider'])}`)
  const model = key.startsWith(own.prefix) ? key.slice(own.prefix.length) : key
  if (model === '' || model.length > 200) throw new SkippedEntry('its name is no model’s')
  return { model, catalogueId: key, price: toPrice(fields, own.provider) }
}

/** The prices of LiteLLM's model_prices_and_context_window.json. Throws invalid_request with the place of what is broken. */
export function readLitellmFile(text: string): PriceFileEntries {
  const file = readExactJson(text)
  if (!isFields(file)) {
    throw new AppError('invalid_request', 'The file has not the form of LiteLLM’s prices (model name → fields).')
  }
  const models = Object.entries(file).filter(([key]) => key !== 'sample_spec')
  if (models.length > maxModels) throw new AppError('invalid_request', `The file has more than ${maxModels} models.`)
  if (!models.some(([, fields]) => isFields(fields) && 'litellm_provider' in fields)) {
    throw new AppError(
      'invalid_request',
      'The file has not the form of LiteLLM’s prices: no entry names a litellm_provider.',
    )
  }
  const byModel = new Map<string, CatalogueEntry>()
  const skipped: SkippedModel[] = []
  for (const [key, fields] of models) {
    try {
      const entry = readModel(key, fields)
      if (!byModel.has(entry.model)) byModel.set(entry.model, entry)
    } catch (error) {
      if (!(error instanceof SkippedEntry)) throw error
      skipped.push({ model: key, reason: error.message })
    }
  }
  return { entries: [...byModel.values()], skipped }
}
