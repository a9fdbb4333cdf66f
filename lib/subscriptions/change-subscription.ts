import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction, type Prisma } from '../db/prisma'
import { AppError } from '../errors'
import { publish } from '../redis'
import type { SubscriptionView } from './schemas'
import { type SubscriptionRow, subscriptionJson, withPlan } from './subscription-json'

export type Tx = Prisma.TransactionClient

/** Runs in the caller's transaction when there is one. The caller then publishes `subscription` after its commit. */
export async function withinTransaction<T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
  return tx ? await work(tx) : await inTransaction(work)
}

/** There is no such subscription. */
export function subscriptionNotFound(): AppError {
  return new AppError('not_found', 'There is no such subscription.')
}

type Change = (row: SubscriptionRow, tx: Tx) => Promise<Prisma.SubscriptionUncheckedUpdateInput | null>

/** Changes one subscription under its row's lock, with its audit row; `change` answers null when nothing is to be done. */
export async function changeSubscription(
  ctx: ActorContext,
  subscriptionId: string,
  action: string,
  change: Change,
  outer?: Tx,
): Promise<SubscriptionView> {
  const where = { id: subscriptionId }
  const view = await withinTransaction(outer, async (tx) => {
    // Not FOR UPDATE: a hold that opens a window only needs the row to stay, and has the wallet locked already.
    await tx.$queryRaw`SELECT id FROM subscriptions WHERE id = ${subscriptionId} FOR NO KEY UPDATE`
    const before = await tx.subscription.findUnique({ where, include: withPlan })
    if (!before) throw subscriptionNotFound()
    const data = await change(before, tx)
    if (data === null) return subscriptionJson(before)
    const after = subscriptionJson(await tx.subscription.update({ where, data, include: withPlan }))
    await writeAudit(tx, ctx, {
      ...{ action, subjectKind: 'subscription', subjectId: subscriptionId, before: subscriptionJson(before), after },
    })
    return after
  })
  if (!outer) publish('subscription', view.userId)
  return view
}
