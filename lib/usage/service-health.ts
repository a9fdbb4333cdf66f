import { createProcessCache, type ProcessCache } from '../db/process-cache'
import { processState } from '../process-state'
import { type SeriesPoint, spendSeries } from './spend-series'

const dayMs = 86_400_000
const cacheMs = 60_000
const healthDays = 90
const recentDays = 7

export type ModelHealth = {
  model: string
  /** Answered ÷ all, over the whole time. */
  answeredShare: number
  /** One for each UTC day, oldest first; null on days without a call. */
  days: (number | null)[]
  /** Averages of the last seven days; null without a call that says it. */
  firstTokenMs: number | null
  queueMs: number | null
}

type Cached = { rows: ModelHealth[] }

const share = (requests: number, failed: number) => (requests - failed) / requests

function healthOf(model: string, points: readonly SeriesPoint[], firstDayMs: number): ModelHealth {
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
    model,
    answeredShare: share(all.requests, all.failed),
    days,
    firstTokenMs: recent.firstTokens > 0 ? recent.firstTokenMs / recent.firstTokens : null,
    queueMs: recent.requests > 0 ? recent.queueMs / recent.requests : null,
  }
}

async function readHealth(nowMs: number): Promise<ModelHealth[]> {
  const today = Math.floor(nowMs / dayMs) * dayMs
  const firstDayMs = today - (healthDays - 1) * dayMs
  const span = { from: new Date(firstDayMs), to: new Date(nowMs) }
  const points = await spendSeries({ ...span, groupBy: 'model', bucket: 'day', timezone: 'UTC' })
  const byModel = new Map<string, SeriesPoint[]>()
  for (const point of points) byModel.set(point.group, [...(byModel.get(point.group) ?? []), point])
  return [...byModel]
    .map(([model, own]) => healthOf(model, own, firstDayMs))
    .sort((a, b) => a.model.localeCompare(b.model))
}

function createHealthCache(): ProcessCache<Cached> {
  return createProcessCache<Cached>({
    maxEntries: () => 1,
    ttlMs: () => cacheMs,
    tags: () => [],
    load: async () => ({ rows: await readHealth(Date.now()) }),
  })
}

/** How each model did over 90 days of everyone's real calls, as shares and averages only; at most a minute old. */
export async function serviceHealth(): Promise<ModelHealth[]> {
  return (await processState('usage.health', createHealthCache).get('all')).rows
}
