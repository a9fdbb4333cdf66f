/** What a list of durations looks like, in the unit it came in. */
export type Summary = { count: number; p50: number; p90: number; p99: number; max: number }

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Percentiles of a list. */
export function summarise(values: readonly number[]): Summary {
  const sorted = Float64Array.from(values).sort()
  return {
    count: sorted.length,
    p50: at(sorted, 0.5),
    p90: at(sorted, 0.9),
    p99: at(sorted, 0.99),
    max: sorted.at(-1) ?? 0,
  }
}

/** The median of a few rounds. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
