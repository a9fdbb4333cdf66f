const units = [
  { size: 1_000_000_000, suffix: 'B' },
  { size: 1_000_000, suffix: 'M' },
  { size: 1_000, suffix: 'k' },
]

/** Shortens a count to three digits ("12.4k"); below 10 000 it stays whole. */
export function formatCount(value: number): string {
  if (Math.abs(value) < 10_000) return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  const unit = units.find(({ size }) => Math.abs(value) >= size * 0.9995)
  if (!unit) return value.toLocaleString('en-US')
  return `${Number((value / unit.size).toPrecision(3))}${unit.suffix}`
}
