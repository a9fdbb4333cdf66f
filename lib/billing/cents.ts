import { AppError } from '../errors'
import { formatUsd, type NanoUsd } from '../money'

const nanoPerCent = 10_000_000n
/** Stripe's own bound: eight digits of cents. */
const maxCents = 99_999_999n

/** Stripe's amount in USD cents as ours. Throws for anything that isn't a whole number of cents from zero on. */
export function nanoOfCents(cents: number): NanoUsd {
  if (!Number.isSafeInteger(cents) || cents < 0) throw new Error(`Stripe names the amount ${cents}`)
  return BigInt(cents) * nanoPerCent
}

/** Our amount as Stripe's cents. Throws invalid_request when it isn't whole cents, or more than Stripe takes. */
export function centsOfNano(amount: NanoUsd, field = 'amountNanoUsd'): number {
  const refuse = (why: string) =>
    new AppError('invalid_request', `The amount ${why}.`, { details: { fieldErrors: { [field]: why } } })
  if (amount < 0n) throw refuse('must not be negative')
  if (amount % nanoPerCent !== 0n) throw refuse('must be whole cents')
  if (amount / nanoPerCent > maxCents) throw refuse(`must be at most ${formatUsd(maxCents * nanoPerCent)}`)
  return Number(amount / nanoPerCent)
}

/** Credit is in USD: an amount of another currency never becomes money here. */
export function assertUsd(currency: string | null): void {
  if (currency?.toLowerCase() !== 'usd') throw new Error(`a payment in ${currency ?? 'no currency'} can’t be credited`)
}

/** The part of `whole` that belongs to `part` of `total` cents, rounded down: all parts together never exceed it. */
export function shareOf(whole: NanoUsd, part: number, total: number): NanoUsd {
  if (total <= 0) return 0n
  const share = (whole * nanoOfCents(part)) / nanoOfCents(total)
  return share < whole ? share : whole
}
