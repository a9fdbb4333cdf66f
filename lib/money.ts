/** Money is a whole number of nano-USD (1 USD = 1 000 000 000), always `bigint`, never a float. */
export type NanoUsd = bigint

export const nanoPerUsd = 1_000_000_000n
/** PostgreSQL's bigint; an amount beyond it is refused at the edge. */
export const maxNanoUsd = 9_223_372_036_854_775_807n
/** Multipliers are whole millionths inside, decimal strings with at most 6 places outside. */
export const multiplierScale = 1_000_000n

const integerPattern = /^-?(0|[1-9][0-9]{0,18})$/
const usdPattern = /^(-?)([0-9]{1,10})(?:\.([0-9]{1,9}))?$/
const multiplierPattern = /^([0-9]{1,6})(?:\.([0-9]{1,6}))?$/

/** Reads the JSON form of an amount (a decimal string of nano-USD); null when it isn't one or doesn't fit a bigint column. */
export function parseNanoUsd(text: string): NanoUsd | null {
  if (!integerPattern.test(text)) return null
  const value = BigInt(text)
  return value > maxNanoUsd || value < -maxNanoUsd ? null : value
}

/** Reads an amount a person typed in USD ("12.5"), exactly; null when it has more than 9 places or isn't a number. */
export function parseUsd(text: string): NanoUsd | null {
  const match = usdPattern.exec(text.trim().replace(/^\$/, ''))
  if (!match) return null
  const value = BigInt(match[2] ?? '0') * nanoPerUsd + BigInt((match[3] ?? '').padEnd(9, '0'))
  if (value > maxNanoUsd) return null
  return match[1] === '-' ? -value : value
}

/** Shows an amount in USD with at least 2 decimals and as many more as it takes not to be zero (three significant digits then). */
export function formatUsd(amount: NanoUsd): string {
  const sign = amount < 0n ? '-' : ''
  const absolute = amount < 0n ? -amount : amount
  const whole = (absolute / nanoPerUsd).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const fraction = (absolute % nanoPerUsd).toString().padStart(9, '0')
  return `${sign}$${whole}.${fraction.slice(0, decimalsShown(absolute, fraction))}`
}

function decimalsShown(absolute: bigint, fraction: string): number {
  if (absolute === 0n || absolute >= nanoPerUsd) return 2
  const firstDigit = fraction.search(/[1-9]/)
  const wanted = Math.min(9, Math.max(2, firstDigit + 3))
  const significant = fraction.slice(0, wanted).replace(/0+$/, '')
  return Math.max(2, significant.length)
}

/** Shows every digit of an amount in USD: for hover texts, receipts and exports. */
export function formatUsdExact(amount: NanoUsd): string {
  const sign = amount < 0n ? '-' : ''
  const absolute = amount < 0n ? -amount : amount
  const fraction = (absolute % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '').padEnd(2, '0')
  return `${sign}$${absolute / nanoPerUsd}.${fraction}`
}

/** Reads a multiplier ("1.25") into millionths; null when negative, malformed or with more than 6 places. */
export function parseMultiplier(text: string): bigint | null {
  const match = multiplierPattern.exec(text)
  if (!match) return null
  return BigInt(match[1] ?? '0') * multiplierScale + BigInt((match[2] ?? '').padEnd(6, '0'))
}

/** Writes millionths as the shortest decimal string ("1.25"). */
export function formatMultiplier(millionths: bigint): string {
  const fraction = (millionths % multiplierScale).toString().padStart(6, '0').replace(/0+$/, '')
  const whole = (millionths / multiplierScale).toString()
  return fraction ? `${whole}.${fraction}` : whole
}
