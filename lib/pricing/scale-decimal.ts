const pattern = /^(-?)(\d{1,40})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/
const maxShift = 100

/**
 * A decimal text ("0.15", "1.5e-07") × 10^`power` as a whole number, without any float; what is finer than one is
 * rounded half up. Null for what is no such number.
 */
export function scaleDecimal(text: string, power: number): bigint | null {
  const match = pattern.exec(text)
  if (!match) return null
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match
  const shift = Number(exponent) - fraction.length + power
  if (Math.abs(shift) > maxShift) return null
  const digits = BigInt(whole + fraction)
  const divisor = 10n ** BigInt(Math.max(0, -shift))
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : (digits + divisor / 2n) / divisor
  return sign === '-' ? -value : value
}
