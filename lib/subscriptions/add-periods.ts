const dayMs = 86_400_000

export type Interval = 'day' | 'week' | 'month'

function addMonths(anchor: Date, months: number): Date {
  const moved = new Date(anchor)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const daysInMonth = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(anchor.getUTCDate(), daysInMonth))
  return moved
}

/** The end of the `count`-th period counted from `anchor` (UTC): the 31st becomes a short month's last day and is the 31st again after it. */
export function addPeriods(anchor: Date, interval: Interval, count: number): Date {
  switch (interval) {
    case 'day':
      return new Date(anchor.getTime() + count * dayMs)
    case 'week':
      return new Date(anchor.getTime() + count * 7 * dayMs)
    case 'month':
      return addMonths(anchor, count)
  }
}

/** The period counted from `anchor` that holds `at`. */
export function periodAt(anchor: Date, interval: Interval, at: Date): { start: Date; end: Date } {
  const approximate = interval === 'month' ? 31 * dayMs : interval === 'week' ? 7 * dayMs : dayMs
  let count = Math.max(0, Math.floor((at.getTime() - anchor.getTime()) / approximate))
  while (addPeriods(anchor, interval, count + 1) <= at) count += 1
  return { start: addPeriods(anchor, interval, count), end: addPeriods(anchor, interval, count + 1) }
}
