import { nanoUsdOf, numberOf, textOf } from '../../_components/form-values'

/** The last moment of a day as its zone sees it; what isn't a day goes on as typed, for the schema to refuse. */
function endOfDay(text: string): string | undefined {
  if (text === '') return undefined
  const end = new Date(`${text}T23:59:59.999`)
  return Number.isNaN(end.getTime()) ? text : end.toISOString()
}

/** A batch of codes as its form holds it. */
export function codesInputOf(form: FormData): Record<string, unknown> {
  const kind = textOf(form, 'kind')
  const given =
    kind === 'credit'
      ? { amountNanoUsd: nanoUsdOf(form, 'amountNanoUsd') ?? '', creditDays: numberOf(form, 'creditDays') }
      : { planId: textOf(form, 'planId'), planDays: numberOf(form, 'planDays') }
  return {
    kind,
    ...given,
    count: numberOf(form, 'count'),
    maxRedemptions: numberOf(form, 'maxRedemptions'),
    expiresAt: endOfDay(textOf(form, 'expiresAt')),
    batch: textOf(form, 'batch'),
  }
}
