import type { ModelPriceView } from '@/lib/management-api'
import { parseUsd } from '@/lib/money'
import { isChecked, mapOf, nanoUsdOf, nullableNumberOf, textOf } from '../../_components/form-values'

/** `name = 0.01` a line, in USD, as nano-USD by name. */
function amountsOf(form: FormData, name: string): Record<string, string> {
  const entries = Object.entries(mapOf(form, name))
  return Object.fromEntries(entries.map(([key, usd]) => [key, parseUsd(usd)?.toString() ?? usd]))
}

function longContextOf(form: FormData): Record<string, unknown> | null {
  const aboveInputTokens = nullableNumberOf(form, 'longContext.aboveInputTokens')
  if (aboveInputTokens === null) return null
  const rates = {
    inputNanoUsdPerMillion: nanoUsdOf(form, 'longContext.inputNanoUsdPerMillion'),
    outputNanoUsdPerMillion: nanoUsdOf(form, 'longContext.outputNanoUsdPerMillion'),
    cachedInputNanoUsdPerMillion: nanoUsdOf(form, 'longContext.cachedInputNanoUsdPerMillion'),
  }
  return { aboveInputTokens, ...Object.fromEntries(Object.entries(rates).filter(([, amount]) => amount !== null)) }
}

/** The price as the form holds it; what the form doesn't show (service tiers) stays as it was. */
export function priceOf(form: FormData, price: ModelPriceView | null, model: string): Record<string, unknown> {
  return {
    model: price?.model ?? (textOf(form, 'model') || model),
    inputNanoUsdPerMillion: nanoUsdOf(form, 'inputNanoUsdPerMillion') ?? '',
    outputNanoUsdPerMillion: nanoUsdOf(form, 'outputNanoUsdPerMillion') ?? '',
    cachedInputNanoUsdPerMillion: nanoUsdOf(form, 'cachedInputNanoUsdPerMillion'),
    cacheWriteNanoUsdPerMillion: nanoUsdOf(form, 'cacheWriteNanoUsdPerMillion'),
    cacheWrite1hNanoUsdPerMillion: nanoUsdOf(form, 'cacheWrite1hNanoUsdPerMillion'),
    requestNanoUsd: nanoUsdOf(form, 'requestNanoUsd') ?? '0',
    toolCallNanoUsd: amountsOf(form, 'toolCallNanoUsd'),
    mediaNanoUsdPerMillion: amountsOf(form, 'mediaNanoUsdPerMillion'),
    tiers: price?.tiers ?? {},
    longContext: longContextOf(form),
    contextTokens: nullableNumberOf(form, 'contextTokens'),
    maxOutputTokens: nullableNumberOf(form, 'maxOutputTokens'),
    provider: textOf(form, 'provider'),
    callable: isChecked(form, 'callable'),
    basedOn: price?.id ?? null,
  }
}
