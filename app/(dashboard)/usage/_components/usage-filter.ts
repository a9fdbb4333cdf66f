import type { UsageFilter } from '@/lib/usage'
import { startOfDay } from '../../_components/zoned-time'
import type { UsageParams } from '../search-params'

const dayMs = 86_400_000

/** The URL's filters as the domain reads them, always of this one person; days are the person's own. */
export function usageFilter(params: UsageParams, userId: string, timezone: string): UsageFilter {
  const from = params.from === null ? null : startOfDay(params.from, timezone)
  const to = params.to === null ? null : startOfDay(nextDay(params.to), timezone)
  return {
    userId,
    ...(params.key === null ? {} : { keyId: params.key }),
    ...(params.model === null ? {} : { model: params.model }),
    ...(params.status === null ? {} : { status: params.status }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
}

/** The calendar day after, whatever its length; what isn't a date stays what it is. */
function nextDay(date: string): string {
  const utc = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(utc) ? date : new Date(utc + dayMs).toISOString().slice(0, 10)
}
