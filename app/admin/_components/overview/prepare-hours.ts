import { othersSeries } from '@/components/charts/colours'
import type { ChartPoint } from '@/components/charts/series'
import type { HourOfModel } from '@/lib/operations'

const shownHours = 24
const hourMs = 3_600_000
const maxSeries = 6

type Measure = 'requests' | 'spend' | 'failed'

// A picture needs no more than a float's digits; the numbers beside it come from the ledger.
const sizeOf = (hour: HourOfModel, measure: Measure): number =>
  measure === 'spend' ? Number(hour.chargedNanoUsd) : hour[measure]

/** Hourly buckets without gaps, the largest models one by one and the rest together. */
export function prepareHours(
  hours: readonly HourOfModel[],
  measure: Measure,
  now: Date,
): { points: ChartPoint[]; series: string[] } {
  const totals = new Map<string, number>()
  for (const hour of hours) totals.set(hour.model, (totals.get(hour.model) ?? 0) + sizeOf(hour, measure))
  const ranked = [...totals].filter(([, total]) => total > 0).sort((a, b) => b[1] - a[1])
  const top = ranked.slice(0, maxSeries).map(([model]) => model)
  const series = ranked.length > maxSeries ? [...top, othersSeries] : top
  const last = Math.floor(now.getTime() / hourMs) * hourMs
  const points = Array.from({ length: shownHours }, (_, index) => {
    const at = new Date(last - (shownHours - 1 - index) * hourMs).toISOString()
    return { at, values: {} as Record<string, number> }
  })
  const byTime = new Map(points.map((point) => [point.at, point.values]))
  for (const hour of hours) {
    const values = byTime.get(hour.at)
    if (!values) continue
    const name = top.includes(hour.model) ? hour.model : othersSeries
    values[name] = (values[name] ?? 0) + sizeOf(hour, measure)
  }
  return { points, series }
}
