import { prisma } from '../db/prisma'
import { spendSeries, type UsageTotals, usageTotals } from '../usage'
import { startOfDayMs } from './start-of-day'

export type TopEntry = { id: string; name: string; requests: number; tokens: number; chargedNanoUsd: string }
/** One hour of one model. */
export type HourOfModel = { at: string; model: string; requests: number; chargedNanoUsd: string; failed: number }

export type Overview = {
  topCustomers: TopEntry[]
  topModels: TopEntry[]
  hours: HourOfModel[]
}

const topCount = 5
const shownHours = 24
const hourMs = 3_600_000

const tokensOf = (totals: UsageTotals) =>
  totals.inputTokens + totals.cachedInputTokens + totals.cacheWriteTokens + totals.outputTokens

async function topOf(groupBy: 'model' | 'user', from: Date, to: Date): Promise<TopEntry[]> {
  const totals = await usageTotals({ from, to, groupBy, limit: topCount })
  const ids = groupBy === 'user' ? totals.map((entry) => entry.group) : []
  const users = await prisma().user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } })
  const names = new Map(users.map((user) => [user.id, user.email]))
  return totals.map((entry) => ({
    id: entry.group,
    name: names.get(entry.group) ?? entry.group,
    requests: entry.requests,
    tokens: tokensOf(entry),
    chargedNanoUsd: entry.chargedNanoUsd.toString(),
  }))
}

async function hoursByModel(nowMs: number, to: Date): Promise<HourOfModel[]> {
  const from = new Date(Math.floor(nowMs / hourMs) * hourMs - (shownHours - 1) * hourMs)
  const points = await spendSeries({ from, to, groupBy: 'model', bucket: 'hour', timezone: 'UTC' })
  return points.map((point) => ({
    at: point.startsAt.toISOString(),
    model: point.group,
    requests: point.requests,
    chargedNanoUsd: point.chargedNanoUsd.toString(),
    failed: point.failed,
  }))
}

/** Who and what made today's traffic (UTC), and the last 24 hours by model. */
export async function readOverview(nowMs: number = Date.now()): Promise<Overview> {
  const today = new Date(startOfDayMs(nowMs))
  const to = new Date(nowMs)
  const [topCustomers, topModels, hours] = await Promise.all([
    topOf('user', today, to),
    topOf('model', today, to),
    hoursByModel(nowMs, to),
  ])
  return { topCustomers, topModels, hours }
}
