import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { alertSilenceJson } from './alert-silence-json'
import type { AlertSilenceView } from './schemas'

/** Silences, newest first; with `active` only those that still hold. */
export async function listAlertSilences(input: PageInput & { active?: boolean } = {}): Promise<Page<AlertSilenceView>> {
  const rows = await prisma().alertSilence.findMany({
    where: { ...beforeCursor(input), ...(input.active ? { until: { gt: new Date() } } : {}) },
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, alertSilenceJson)
}
