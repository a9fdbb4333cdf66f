import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { assertVersion } from '../db/assert-version'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { everyId, publish } from '../redis'
import { planNotFound } from './get-plan'
import { planJson, withPlanPools } from './plan-json'
import type { PlanView, UpdatePlanInput } from './schemas'
import { setPlanPools } from './set-plan-pools'

/**
 * Changes a plan for everyone who has it, from the next call on; windows keep what was used. With its audit row.
 * Throws conflict for an old `version`.
 */
export async function updatePlan(ctx: ActorContext, planId: string, input: UpdatePlanInput): Promise<PlanView> {
  const { version, poolIds, ...changes } = input
  const where = { id: planId }
  const view = await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM plans WHERE id = ${planId} FOR UPDATE`
    const before = await tx.plan.findUnique({ where, include: withPlanPools })
    if (!before) throw planNotFound()
    assertVersion(before.version, version)
    if (poolIds) await setPlanPools(tx, planId, poolIds)
    const data = { ...defined(changes), version: before.version + 1 }
    const after = planJson(await tx.plan.update({ where, data, include: withPlanPools }))
    await writeAudit(tx, ctx, {
      ...{ action: 'plan.update', subjectKind: 'plan', subjectId: planId, before: planJson(before), after },
    })
    return after
  })
  publish('subscription', everyId)
  if (poolIds) publish('pool', everyId)
  return view
}
