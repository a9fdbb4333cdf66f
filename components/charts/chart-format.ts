import { formatCount } from '@/components/pieces/format-count'
import { formatDuration } from '@/components/pieces/format-duration'
import { formatUsd } from '@/lib/money'

/** What a chart's numbers are. `usd` numbers are nano-USD: exact sums belong in tables, a curve needs only their size. */
export type ChartUnit = 'usd' | 'count' | 'ms' | 'percent'

export function formatValue(value: number, unit: ChartUnit): string {
  if (unit === 'usd') return formatUsd(BigInt(Math.round(value)))
  if (unit === 'ms') return formatDuration(value)
  if (unit === 'percent') return `${Number((value * 100).toFixed(1))}%`
  return formatCount(value)
}
