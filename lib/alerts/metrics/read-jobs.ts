import { prisma } from '../../db/prisma'
import type { ReadInput, Reading } from '../types'
import { longestGapSeconds } from './longest-gap'

const prefix = 'job:'
const maxJobs = 200

async function jobRows() {
  const rows = await prisma().jobWatermark.findMany({ where: { name: { startsWith: prefix } }, take: maxJobs })
  return rows.map((row) => ({
    name: row.name.slice(prefix.length),
    reachedAt: row.reachedAt,
    detail: Object(row.detail),
  }))
}

/** Seconds that each periodic job is behind its schedule; 0 when it ran in time. */
export async function readJobLate({ nowMs }: ReadInput): Promise<Reading[]> {
  const readings: Reading[] = []
  for (const { name, reachedAt, detail } of await jobRows()) {
    const gap = longestGapSeconds(String(detail['cron'] ?? ''))
    if (gap === null) continue
    readings.push({ label: name, value: Math.max(0, Math.round((nowMs - reachedAt.getTime()) / 1_000 - gap)) })
  }
  return readings
}

/** 1 for each periodic job whose last run failed. */
export async function readJobFailed(): Promise<Reading[]> {
  return (await jobRows()).map(({ name, detail }) => {
    const failed = detail['ok'] === false
    return { label: name, value: failed ? 1 : 0, ...(failed ? { reason: String(detail['error'] ?? '') } : {}) }
  })
}
