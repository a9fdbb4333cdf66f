const quarterMs = 15 * 60_000
const dayMs = 86_400_000
const maxSteps = 40_000

export type Bucket = '15min' | 'hour' | 'day' | 'week' | 'month'

/** Writes the bucket an instant falls into, as a clock of the zone shows it: equal text = same bucket. */
function bucketLabeller(bucket: Bucket, timezone: string): (ms: number) => string {
  const time = bucket === 'hour' ? ({ hour: '2-digit', hourCycle: 'h23' } as const) : {}
  const day = bucket === 'month' ? {} : ({ day: '2-digit' } as const)
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    ...day,
    ...time,
    // Of two hours that show the same when clocks are set back, both are hours.
    ...(bucket === 'hour' ? { timeZoneName: 'shortOffset' as const } : {}),
  })
  if (bucket !== 'week') return (ms) => format.format(ms)
  // ISO weeks begin on Monday: a date's days since a Monday, whole weeks.
  return (ms) => String(Math.floor((Date.parse(format.format(ms)) / dayMs + 3) / 7))
}

/** The starts of all buckets that begin within the span, in order; every zone's buckets begin on a quarter of an hour. */
export function bucketStarts(fromMs: number, toMs: number, bucket: Bucket, timezone: string): number[] {
  const first = Math.ceil(fromMs / quarterMs) * quarterMs
  const steps = Math.min(maxSteps, Math.max(0, Math.ceil((toMs - first) / quarterMs)))
  const quarters = Array.from({ length: steps }, (_, index) => first + index * quarterMs)
  if (bucket === '15min') return quarters
  const label = bucketLabeller(bucket, timezone)
  let before = label(first - quarterMs)
  return quarters.filter((ms) => {
    const now = label(ms)
    const begins = now !== before
    before = now
    return begins
  })
}

/** The instant a calendar day ("2026-11-23") begins in a zone; null when it isn't a date. */
export function startOfDay(date: string, timezone: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const utc = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(utc)) return null
  // Zones are at most 14 hours ahead and 12 behind; the day may begin late where clocks change at midnight.
  const label = bucketLabeller('day', timezone)
  const start = bucketStarts(utc - dayMs, utc + dayMs, 'day', timezone).find((ms) => label(ms) === date)
  return start === undefined ? null : new Date(start)
}
