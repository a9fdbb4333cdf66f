import type { Stripe } from 'stripe'

const daySeconds = 86_400
const stepsMax = 20_000

/** `start` plus `count` intervals; a month's 31st becomes the last day of a shorter month. */
export function addInterval(start: number, recurring: Stripe.Price.Recurring | null, times: number): number {
  const count = (recurring?.interval_count ?? 1) * times
  switch (recurring?.interval) {
    case 'day':
      return start + count * daySeconds
    case 'week':
      return start + count * 7 * daySeconds
    case 'year':
      return addMonths(start, count * 12)
    default:
      return addMonths(start, count)
  }
}

function addMonths(start: number, months: number): number {
  const date = new Date(start * 1000)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return Math.floor(date.getTime() / 1000)
}

/** The first end of a period after `moment`, counted from the anchor so that short months don't shift it for good. */
export function periodEndAfter(anchor: number, moment: number, recurring: Stripe.Price.Recurring | null): number {
  for (let times = 1; times < stepsMax; times++) {
    const end = addInterval(anchor, recurring, times)
    if (end > moment) return end
  }
  return addInterval(moment, recurring, 1)
}
