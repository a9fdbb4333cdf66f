import type { ActorContext } from '../auth/types'
import { changeSubscription, type Tx } from './change-subscription'
import type { SubscriptionView } from './schemas'

/**
 * Begins a paid period: the allowance is full again and the status active. A period that began before the current one,
 * or is the current one, changes nothing, so repeating or reordering renewals is safe.
 */
export async function renewSubscription(
  ctx: ActorContext,
  subscriptionId: string,
  period: { start: Date; end: Date },
  outer?: Tx,
): Promise<SubscriptionView> {
  return await changeSubscription(
    ctx,
    subscriptionId,
    'subscription.renew',
    async (row, tx) => {
      const isNew = period.start > row.periodStart || (+period.start === +row.periodStart && period.end > row.periodEnd)
      if (!isNew) return row.status === 'past_due' ? { status: 'active' } : null
      // Holds lock the wallet first: taking it here too keeps one order.
      await tx.$queryRaw`SELECT user_id FROM wallets WHERE user_id = ${row.userId} FOR NO KEY UPDATE`
      await tx.quotaWindow.updateMany({ where: { subscriptionId }, data: { usedNanoUsd: 0n } })
      return { status: 'active', periodStart: period.start, periodEnd: period.end }
    },
    outer,
  )
}
