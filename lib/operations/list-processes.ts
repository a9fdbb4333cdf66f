import { prisma } from '../db/prisma'

export type ProcessView = {
  id: string
  role: string
  host: string
  pid: number
  version: string
  startedAt: string
  heartbeatAt: string
  sweptAt: string | null
  admitted: string
  settled: string
  voided: string
}

const maxProcesses = 200

/** Processes that have been alive lately, the one heard from last first. */
export async function listProcesses(): Promise<ProcessView[]> {
  const rows = await prisma().gatewayProcess.findMany({ orderBy: { heartbeatAt: 'desc' }, take: maxProcesses })
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    host: row.host,
    pid: row.pid,
    version: row.version,
    startedAt: row.startedAt.toISOString(),
    heartbeatAt: row.heartbeatAt.toISOString(),
    sweptAt: row.sweptAt?.toISOString() ?? null,
    admitted: row.admitted.toString(),
    settled: row.settled.toString(),
    voided: row.voided.toString(),
  }))
}
