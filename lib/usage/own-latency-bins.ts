/** Upper bounds in milliseconds; what is kept are counts between them, so a bound may never change. */
export const ownLatencyBounds = [
  0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 10_000,
] as const

/** The value below which a share of the counted calls lies, straight between its bin's bounds; null without a call. */
export function quantileOfBins(calls: ReadonlyMap<number, number>, share: number): number | null {
  const bins = [...calls].sort(([a], [b]) => a - b)
  const total = bins.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  let before = 0
  for (const [bin, count] of bins) {
    if (before + count >= total * share) {
      const low = bin === 0 ? 0 : (ownLatencyBounds[bin - 1] ?? 0)
      const high = ownLatencyBounds[bin] ?? low
      return low + ((total * share - before) / count) * (high - low)
    }
    before += count
  }
  return ownLatencyBounds.at(-1) ?? null
}
