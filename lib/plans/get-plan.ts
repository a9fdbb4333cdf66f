import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { planJson, withPlanPools } from './plan-json'
import type { PlanView } from './schemas'

/** There is no such plan. */
export function planNotFound(): AppError {
  return new AppError('not_found', 'There is no such plan.')
}

/** One plan; throws not_found. */
export async function getPlan(planId: string): Promise<PlanView> {
  const row = await prisma().plan.findUnique({ where: { id: planId }, include: withPlanPools })
  if (!row) throw planNotFound()
  return planJson(row)
}
