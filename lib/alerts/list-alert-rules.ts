import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { alertRuleJson, withOpenEvents } from './alert-rule-json'
import type { AlertRuleView } from './schemas'

/** Rules, newest first, each with how many of its events are open. */
export async function listAlertRules(input: PageInput = {}): Promise<Page<AlertRuleView>> {
  const rows = await prisma().alertRule.findMany({
    where: beforeCursor(input),
    include: withOpenEvents,
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, alertRuleJson)
}

/** One rule; throws not_found. */
export async function getAlertRule(id: string): Promise<AlertRuleView> {
  const row = await prisma().alertRule.findUnique({ where: { id }, include: withOpenEvents })
  if (!row) throw new AppError('not_found', 'There is no such alert rule.')
  return alertRuleJson(row)
}
