import { prisma } from '../db/prisma'

/** What visitors of the status page may know: the operator's own words and two times. */
export type Incident = { id: string; title: string; text: string; startedAt: string; resolvedAt: string | null }

const shownDays = 14
const maxEvents = 500
const maxShown = 50
const dayMs = 86_400_000

type Row = {
  ruleId: string
  incidentTitle: string | null
  incidentText: string | null
  firedAt: Date
  resolvedAt: Date | null
  id: string
}

function overlaps(earlier: Incident, row: Row): boolean {
  return earlier.resolvedAt === null || new Date(earlier.resolvedAt) >= row.firedAt
}

function laterEnd(first: string | null, second: Date | null): string | null {
  if (first === null || second === null) return null
  return new Date(first) > second ? first : second.toISOString()
}

/** One rule may fire for several pools at once: visitors see one incident from the first firing to the last resolve. */
function merge(rows: readonly Row[]): Incident[] {
  const latest = new Map<string, Incident>()
  const incidents: Incident[] = []
  for (const row of rows) {
    if (row.incidentTitle === null) continue
    const key = JSON.stringify([row.ruleId, row.incidentTitle, row.incidentText])
    const earlier = latest.get(key)
    if (earlier && overlaps(earlier, row)) {
      earlier.resolvedAt = laterEnd(earlier.resolvedAt, row.resolvedAt)
      continue
    }
    const times = { startedAt: row.firedAt.toISOString(), resolvedAt: row.resolvedAt?.toISOString() ?? null }
    const incident = { id: row.id, title: row.incidentTitle, text: row.incidentText ?? '', ...times }
    latest.set(key, incident)
    incidents.push(incident)
  }
  return incidents.reverse().sort((a, b) => Number(a.resolvedAt !== null) - Number(b.resolvedAt !== null))
}

/** Incidents of the status page: open ones first, then those of the last 14 days, newest first; nothing of the inside. */
export async function listIncidents(nowMs: number = Date.now()): Promise<Incident[]> {
  const since = new Date(nowMs - shownDays * dayMs)
  const rows = await prisma().alertEvent.findMany({
    where: { incidentTitle: { not: null }, OR: [{ resolvedAt: null }, { resolvedAt: { gt: since } }] },
    orderBy: { firedAt: 'desc' },
    select: { id: true, ruleId: true, incidentTitle: true, incidentText: true, firedAt: true, resolvedAt: true },
    take: maxEvents,
  })
  return merge(rows.reverse()).slice(0, maxShown)
}
