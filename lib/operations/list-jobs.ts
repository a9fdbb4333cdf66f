import { prisma } from '../db/prisma'

export type JobView = { name: string; reachedAt: string; updatedAt: string; detail: unknown }

/** Periodic jobs and how far each has come. */
export async function listJobs(): Promise<JobView[]> {
  const rows = await prisma().jobWatermark.findMany({ orderBy: { name: 'asc' } })
  return rows.map((row) => ({
    name: row.name,
    reachedAt: row.reachedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    detail: row.detail,
  }))
}
