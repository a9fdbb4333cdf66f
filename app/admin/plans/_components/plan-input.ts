import { isChecked, nanoUsdOf, nullableNumberOf, numberOf, textOf } from '../../_components/form-values'

/** One feature a line; unlike lists of names, a feature may hold commas. */
function linesOf(form: FormData, name: string): string[] {
  return textOf(form, name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** A plan as its form holds it; whatever is wrong in it is for the schema to refuse. */
export function planInputOf(form: FormData): Record<string, unknown> {
  return {
    name: textOf(form, 'name'),
    description: textOf(form, 'description'),
    priceNanoUsd: nanoUsdOf(form, 'priceNanoUsd') ?? '',
    interval: textOf(form, 'interval'),
    allowanceDayNanoUsd: nanoUsdOf(form, 'allowanceDayNanoUsd'),
    allowanceWeekNanoUsd: nanoUsdOf(form, 'allowanceWeekNanoUsd'),
    allowanceMonthNanoUsd: nanoUsdOf(form, 'allowanceMonthNanoUsd'),
    concurrencyLimit: nullableNumberOf(form, 'concurrencyLimit'),
    fairQueueWeight: numberOf(form, 'fairQueueWeight'),
    requestsPerMinute: nullableNumberOf(form, 'requestsPerMinute'),
    tokensPerMinute: nullableNumberOf(form, 'tokensPerMinute'),
    features: linesOf(form, 'features'),
    forSale: isChecked(form, 'forSale'),
    sortOrder: numberOf(form, 'sortOrder'),
    poolIds: form.getAll('poolIds').filter((id) => id !== ''),
  }
}
