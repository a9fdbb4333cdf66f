import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { planJson, withPlanPools } from './plan-json'
import type { PlanView } from './schemas'

/** All plans for staff, newest first. */
export async function listPlans(input: PageInput = {}): Promise<Page<PlanView>> {
  const rows = await prisma().plan.findMany({
    ...{ where: beforeCursor(input), include: withPlanPools, orderBy: { id: 'desc' }, take: pageTake(input) },
  })
  return toPage(rows, input, planJson)
}
