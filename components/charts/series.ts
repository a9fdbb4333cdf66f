export type ChartPoint = {
  /** ISO time of the bucket's start, or any label. */
  at: string
  /** A series that is missing had nothing in this bucket. */
  values: Readonly<Record<string, number>>
}

export type SeriesSummary = { name: string; minimum: number; maximum: number; average: number; total: number }

/** Numbers of each series for the legend; buckets without a value count as zero. */
export function summarise(points: readonly ChartPoint[], series: readonly string[]): SeriesSummary[] {
  return series.map((name) => {
    const values = points.map((point) => point.values[name] ?? 0)
    const total = values.reduce((sum, value) => sum + value, 0)
    return {
      name,
      minimum: values.length > 0 ? Math.min(...values) : 0,
      maximum: values.length > 0 ? Math.max(...values) : 0,
      average: values.length > 0 ? total / values.length : 0,
      total,
    }
  })
}
