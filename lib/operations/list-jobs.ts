import { prisma } from '../db/prisma'

export type JobView = {
  name: string
  /** When it runs, as cron in UTC. */
  cron: string
  state: 'ok' | 'failed' | 'waiting'
  /** Null before its first run since it was registered. */
  ranAt: string | null
  durationMs: number | null
  /** What the last run did, or why it failed. */
  outcome: string
}

const prefix = 'job:'

function outcomeText(outcome: unknown): string {
  if (outcome === null || outcome === undefined) return ''
  if (typeof outcome !== 'object') return String(outcome)
  return Object.entries(outcome)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ')
}

/** Periodic jobs: when each runs, when it last did, how long it took and what came of it. */
export async function listJobs(): Promise<JobView[]> {
  const rows = await prisma().jobWatermark.findMany({
    where: { name: { startsWith: prefix } },
    orderBy: { name: 'asc' },
  })
  return rows.map(({ name, updatedAt, detail }) => {
    const { cron, ok, error, outcome, durationMs } = Object(detail)
    return {
      name: name.slice(prefix.length),
      cron: typeof cron === 'string' ? cron : '',
      state: ok === undefined ? 'waiting' : ok === false ? 'failed' : 'ok',
      ranAt: ok === undefined ? null : updatedAt.toISOString(),
      durationMs: typeof durationMs === 'number' ? durationMs : null,
      outcome: ok === false ? outcomeText(error) : outcomeText(outcome),
    }
  })
}
