import { othersSeries } from '@/components/charts/colours'
import type { ChartPoint } from '@/components/charts/series'
import type { SeriesPoint } from '@/lib/usage'

export type Measure = (point: SeriesPoint) => number

export type PreparedSeries = { points: ChartPoint[]; series: string[]; total: number }

/**
 * Usage by time and group as a chart draws it: a point for each bucket (also the empty ones), the largest groups in
 * the order of their size, and one series for the rest.
 */
export function prepareSeries(
  rows: readonly SeriesPoint[],
  starts: readonly number[],
  measure: Measure,
  top: number,
): PreparedSeries {
  const totals = new Map<string, number>()
  for (const row of rows) totals.set(row.group, (totals.get(row.group) ?? 0) + measure(row))
  const ordered = [...totals].filter(([, total]) => total > 0).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
  const shown = new Set(ordered.slice(0, top).map(([name]) => name))
  const hasRest = ordered.length > shown.size
  const byStart = new Map<number, Record<string, number>>(starts.map((start) => [start, {}]))
  for (const row of rows) {
    const values = byStart.get(row.startsAt.getTime())
    if (!values) continue
    const name = shown.has(row.group) ? row.group : othersSeries
    values[name] = (values[name] ?? 0) + measure(row)
  }
  const points = starts.map((start) => ({ at: new Date(start).toISOString(), values: byStart.get(start) ?? {} }))
  const total = ordered.reduce((sum, [, value]) => sum + value, 0)
  return { points, series: hasRest ? [...shown, othersSeries] : [...shown], total }
}

/** One number for each bucket, all groups together. */
export function sumByBucket(rows: readonly SeriesPoint[], starts: readonly number[], measure: Measure): number[] {
  const sums = new Map<number, number>(starts.map((start) => [start, 0]))
  for (const row of rows) {
    const at = row.startsAt.getTime()
    if (sums.has(at)) sums.set(at, (sums.get(at) ?? 0) + measure(row))
  }
  return [...sums.values()]
}
