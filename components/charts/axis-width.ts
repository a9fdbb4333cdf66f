import { type ChartUnit, formatValue } from './chart-format'
import type { ChartPoint } from './series'

// The library's own measuring comes out too narrow for short labels and cuts their first digit.
const characterPx = 7.5
const gapPx = 12
const steps = [1 / 3, 2 / 3, 1, 4 / 3]

/** Room for the widest label that an axis up to the highest stack may show. */
export function axisWidth(points: readonly ChartPoint[], series: readonly string[], unit: ChartUnit): number {
  const top = points.reduce((max, { values }) => {
    const stack = series.reduce((sum, name) => sum + (values[name] ?? 0), 0)
    return Math.max(max, stack)
  }, 0)
  const labels = [0, ...steps.map((step) => top * step)].map((value) =>
    formatValue(unit === 'count' ? Math.round(value) : value, unit),
  )
  return Math.ceil(Math.max(...labels.map((label) => label.length)) * characterPx) + gapPx
}
