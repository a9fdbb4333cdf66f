import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { AppError } from '../errors'
import { createId } from '../ids'
import { publish } from '../redis'
import { addPeriods } from './add-periods'
import { type Tx, withinTransaction } from './change-subscription'
import type { GrantSubscriptionInput, SubscriptionView } from './schemas'
import { subscriptionJson, withPlan } from './subscription-json'

async function insert(
  ctx: ActorContext,
  userId: string,
  input: GrantSubscriptionInput,
  tx: Tx,
): Promise<SubscriptionView> {
  const plan = await tx.plan.findUnique({ where: { id: input.planId } })
  if (!plan) throw new AppError('not_found', 'There is no such plan.')
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
  const user = await tx.user.findUnique({ where: { id: userId } })
  if (!user || user.status === 'deleted') throw new AppError('not_found', 'There is no such user.')
  const periodStart = input.periodStart ?? new Date()
  const running = await tx.subscription.count({
    where: { userId, status: { not: 'ended' }, periodEnd: { gt: periodStart } },
  })
  if (running > 0) throw new AppError('conflict', 'The customer already has a plan. Change or end that one first.')
  const periodEnd = input.periodEnd ?? addPeriods(periodStart, plan.interval, 1)
  const id = createId('subscription')
  const data = {
    ...{ id, userId, planId: plan.id, startedAt: input.startedAt ?? periodStart, periodStart, periodEnd },
    cancelAtPeriodEnd: input.cancelAtPeriodEnd ?? input.periodEnd !== undefined,
    stripeSubscriptionId: input.stripeSubscriptionId ?? null,
  }
  const after = subscriptionJson(await tx.subscription.create({ data, include: withPlan }))
  await writeAudit(tx, ctx, { action: 'subscription.grant', subjectKind: 'subscription', subjectId: id, after })
  return after
}

/**
 * Gives a customer a plan from now on, with its audit row; conflict while another one runs. With `periodEnd` it ends
 * there unless told otherwise; without, one interval that renews. In a caller's transaction, publish `subscription` after it.
 */
export async function grantSubscription(
  ctx: ActorContext,
  userId: string,
  input: GrantSubscriptionInput,
  outer?: Tx,
): Promise<SubscriptionView> {
  const view = await withinTransaction(outer, async (tx) => await insert(ctx, userId, input, tx))
  if (!outer) publish('subscription', userId)
  return view
}
