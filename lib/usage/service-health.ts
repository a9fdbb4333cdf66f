import { createProcessCache, type ProcessCache } from '../db/process-cache'
import { processState } from '../process-state'
import { type SeriesPoint, spendSeries } from './spend-series'

const dayMs = 86_400_000
const cacheMs = 60_000
const healthDays = 90
const recentDays = 7

/** How one model or one pool did. */
export type ServiceHealth = {
  /** The model's name, the pool's id. */
  name: string
  /** Answered ÷ all, over the whole time. */
  answeredShare: number
  /** One for each UTC day, oldest first; null on days without a call. */
  days: (number | null)[]
  /** Averages of the last seven days; null without a call that says it. */
  firstTokenMs: number | null
  queueMs: number | null
}

type Grouping = 'model' | 'pool'
type Cached = { rows: ServiceHealth[] }

const share = (requests: number, failed: number) => (requests - failed) / requests

function healthOf(name: string, points: readonly SeriesPoint[], firstDayMs: number): ServiceHealth {
  const days: (number | null)[] = Array.from({ length: healthDays }, () => null)
  const recentFrom = firstDayMs + (healthDays - recentDays) * dayMs
  const all = { requests: 0, failed: 0 }
  const recent = { requests: 0, queueMs: 0, firstTokenMs: 0, firstTokens: 0 }
  for (const point of points) {
    const at = point.startsAt.getTime()
    all.requests += point.requests
    all.failed += point.failed
    const day = Math.floor((at - firstDayMs) / dayMs)
    if (day >= 0 && day < healthDays && point.requests > 0) days[day] = share(point.requests, point.failed)
    if (at < recentFrom) continue
    recent.requests += point.requests
    recent.queueMs += point.queueMs
    recent.firstTokenMs += point.firstTokenMs
    recent.firstTokens += point.firstTokenCount
  }
  return {
    name,
    answeredShare: share(all.requests, all.failed),
    days,
    firstTokenMs: recent.firstTokens > 0 ? recent.firstTokenMs / recent.firstTokens : null,
    queueMs: recent.requests > 0 ? recent.queueMs / recent.requests : null,
  }
}

async function readHealth(groupBy: Grouping, nowMs: number): Promise<ServiceHealth[]> {
  const today = Math.floor(nowMs / dayMs) * dayMs
  const firstDayMs = today - (healthDays - 1) * dayMs
  const span = { from: new Date(firstDayMs), to: new Date(nowMs) }
  const points = await spendSeries({ ...span, groupBy, bucket: 'day', timezone: 'UTC' })
  const byName = new Map<string, SeriesPoint[]>()
  for (const point of points) {
    const own = byName.get(point.group)
    if (own) own.push(point)
    else byName.set(point.group, [point])
  }
  return [...byName].map(([name, own]) => healthOf(name, own, firstDayMs)).sort((a, b) => a.name.localeCompare(b.name))
}

function createHealthCache(): ProcessCache<Cached> {
  return createProcessCache<Cached>({
    maxEntries: () => 2,
    ttlMs: () => cacheMs,
    tags: () => [],
    load: async (key) => ({ rows: await readHealth(key === 'pool' ? 'pool' : 'model', Date.now()) }),
  })
}

/** How each model or pool did over 90 days of everyone's real calls, as shares and averages only; at most a minute old. */
export async function serviceHealth(groupBy: Grouping = 'model'): Promise<ServiceHealth[]> {
  return (await processState('usage.health', createHealthCache).get(groupBy)).rows
}
