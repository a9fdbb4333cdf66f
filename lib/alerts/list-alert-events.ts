import { beforeCursor, type Page, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { alertEventJson, withRuleAndDeliveries } from './alert-event-json'
import type { AlertEventQuery, AlertEventView } from './schemas'

/** Events, newest first, each with its messages and how they fared. */
export async function listAlertEvents(input: AlertEventQuery = {}): Promise<Page<AlertEventView>> {
  const { ruleId, severity, state } = input
  const rows = await prisma().alertEvent.findMany({
    where: {
      ...beforeCursor(input),
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(severity === undefined ? {} : { severity }),
      ...(state === undefined ? {} : { resolvedAt: state === 'open' ? null : { not: null } }),
    },
    include: withRuleAndDeliveries,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, alertEventJson)
}

/** One event; throws not_found. */
export async function getAlertEvent(id: string): Promise<AlertEventView> {
  const row = await prisma().alertEvent.findUnique({ where: { id }, include: withRuleAndDeliveries })
  if (!row) throw new AppError('not_found', 'There is no such alert event.')
  return alertEventJson(row)
}
