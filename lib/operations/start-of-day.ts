const dayMs = 86_400_000

/** The beginning of an instant's day in UTC. */
export function startOfDayMs(timeMs: number): number {
  return Math.floor(timeMs / dayMs) * dayMs
}
