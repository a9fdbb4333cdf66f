import { maxNanoUsd, type NanoUsd } from '../money'
import { decimalText } from './exact-json'
import { scaleDecimal } from './scale-decimal'

/** Why an entry of a price file can't be taken over. */
export class SkippedEntry extends Error {
  override readonly name = 'SkippedEntry'
}

/** A price of a file as nano-USD: the number × 10^`power`. Throws SkippedEntry for one that is no price or can't be stored. */
export function priceAmount(value: unknown, power: number, name: string): NanoUsd {
  const text = decimalText(value)
  const amount = text === null ? null : scaleDecimal(text, power)
  if (amount === null) throw new SkippedEntry(`${name} is not a number`)
  if (amount < 0n) throw new SkippedEntry(`${name} is negative`)
  if (amount > maxNanoUsd) throw new SkippedEntry(`${name} is above what can be stored`)
  return amount
}

/** A whole number of tokens of a file, null when it has none. */
export function tokenCount(value: unknown): number | null {
  const text = decimalText(value)
  const count = text === null ? Number.NaN : Number(text)
  return Number.isSafeInteger(count) && count > 0 && count < 2 ** 31 ? count : null
}
