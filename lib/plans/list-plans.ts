import { beforeCursor, type Page, type PageInput, pageTake, toPage } from '../db/page'
import { prisma } from '../db/prisma'
import { planJson, withPlanPools } from './plan-json'
import type { PlanView } from './schemas'

const maxForSale = 100

/** All plans for staff, newest first. */
export async function listPlans(input: PageInput = {}): Promise<Page<PlanView>> {
  const rows = await prisma().plan.findMany({
    ...{ where: beforeCursor(input), include: withPlanPools, orderBy: { id: 'desc' }, take: pageTake(input) },
  })
  return toPage(rows, input, planJson)
}

/** The plans that customers can buy, as the operator ordered them. */
export async function listPlansForSale(): Promise<PlanView[]> {
  const orderBy = [{ sortOrder: 'asc' as const }, { priceNanoUsd: 'asc' as const }]
  const rows = await prisma().plan.findMany({
    ...{ where: { forSale: true }, include: withPlanPools, orderBy, take: maxForSale },
  })
  return rows.map(planJson)
}
