import { listApiKeys } from '@/lib/api-keys'
import type { ActorContext, CurrentUser } from '@/lib/auth'
import { slots } from '@/lib/slots'
import { subscriptionProgress } from '@/lib/subscriptions'
import { listUsageRecords, type SeriesPoint, spendSeries, type UsageRecord, usageTotals } from '@/lib/usage'
import { getLiveUser, type LiveUserView } from '@/lib/users'
import { bucketStarts } from '../../_components/zoned-time'
import { type Granularity, type Range, rangeMs } from '../search-params'

const recentCalls = 100
const maxKeys = 500

export type KeyTotals = { id: string; name: string; requests: number; tokens: number; chargedNanoUsd: bigint }
export type KeyLane = { id: string; name: string; running: number; waiting: number; limit: number | null }

export type OverviewData = {
  live: LiveUserView
  /** The plan's windows; null without a plan. */
  plan: Awaited<ReturnType<typeof subscriptionProgress>>
  /** Starts of the chart's buckets, the first of which is where every sum of the page begins. */
  starts: number[]
  from: Date
  byModel: SeriesPoint[]
  byKey: KeyTotals[]
  lanes: KeyLane[]
  recent: UsageRecord[]
  keyNames: ReadonlyMap<string, string>
  hasKey: boolean
  hasCalled: boolean
}

/** Everything on the page, read at once and only of this person. */
export async function loadOverview(
  ctx: ActorContext,
  user: CurrentUser,
  range: Range,
  by: Granularity,
): Promise<OverviewData> {
  const now = Date.now()
  const starts = bucketStarts(now - rangeMs[range], now, by, user.timezone)
  const from = new Date(starts[0] ?? now - rangeMs[range])
  const span = { userId: user.id, from, to: new Date(now) }
  const [live, plan, keys, byModel, keyTotals, recent, completed] = await Promise.all([
    getLiveUser(ctx, user.id),
    subscriptionProgress(user.id),
    listApiKeys(ctx, { userId: user.id, limit: maxKeys }),
    spendSeries({ ...span, groupBy: 'model', bucket: by, timezone: user.timezone }),
    usageTotals({ ...span, groupBy: 'key' }),
    listUsageRecords({ userId: user.id, limit: recentCalls }),
    listUsageRecords({ userId: user.id, status: 'completed', limit: 1 }),
  ])
  const keyNames = new Map(keys.data.map((key) => [key.id, key.name]))
  const usable = keys.data.filter((key) => key.status === 'active')
  const loads = await slots().customerLoads(usable.map(({ id }) => ({ kind: 'key', id, userId: user.id })))
  const limits = new Map(usable.map((key) => [key.id, key.concurrencyLimit]))
  return {
    ...{ live, plan, starts, from, byModel, keyNames, recent: recent.data },
    byKey: keyTotals.map((row) => ({
      id: row.group,
      name: keyNames.get(row.group) ?? row.group,
      requests: row.requests,
      tokens: row.inputTokens + row.cachedInputTokens + row.cacheWriteTokens + row.outputTokens,
      chargedNanoUsd: row.chargedNanoUsd,
    })),
    lanes: loads
      .filter((load) => load.running + load.waiting > 0)
      .map((load) => ({ ...load, name: keyNames.get(load.id) ?? load.id, limit: limits.get(load.id) || null })),
    hasKey: usable.length > 0,
    hasCalled: completed.data.length > 0,
  }
}
