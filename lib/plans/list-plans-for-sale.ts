import { prisma } from '../db/prisma'
import { planJson, withPlanPools } from './plan-json'
import type { PlanView } from './schemas'

const maxForSale = 100

/** The plans that customers can buy, as the operator ordered them. */
export async function listPlansForSale(): Promise<PlanView[]> {
  const orderBy = [{ sortOrder: 'asc' as const }, { priceNanoUsd: 'asc' as const }, { id: 'asc' as const }]
  const rows = await prisma().plan.findMany({
    ...{ where: { forSale: true }, include: withPlanPools, orderBy, take: maxForSale },
  })
  return rows.map(planJson)
}
