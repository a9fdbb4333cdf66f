import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { createId } from '../ids'
import { everyId, publish } from '../redis'
import { planJson, withPlanPools } from './plan-json'
import type { CreatePlanInput, PlanView } from './schemas'
import { setPlanPools } from './set-plan-pools'

/** Makes a plan, with its audit row. A name that is taken is a conflict. */
export async function createPlan(ctx: ActorContext, input: CreatePlanInput): Promise<PlanView> {
  const id = createId('plan')
  const { poolIds = [], name, priceNanoUsd, ...rest } = input
  const view = await inTransaction(async (tx) => {
    await tx.plan.create({ data: { ...defined(rest), id, name, priceNanoUsd } })
    await setPlanPools(tx, id, poolIds)
    const after = planJson(await tx.plan.findUniqueOrThrow({ where: { id }, include: withPlanPools }))
    await writeAudit(tx, ctx, { action: 'plan.create', subjectKind: 'plan', subjectId: id, after })
    return after
  })
  if (poolIds.length > 0) publish('pool', everyId)
  return view
}
