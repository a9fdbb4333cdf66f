import { pool } from '../db/pg'
import type { NanoUsd } from '../money'
import { findCurrentSubscription } from './list-subscriptions'
import type { SubscriptionView } from './schemas'

export type WindowProgress = {
  kind: 'day' | 'week' | 'month'
  limitNanoUsd: NanoUsd
  usedNanoUsd: NanoUsd
  heldNanoUsd: NanoUsd
  remainingNanoUsd: NanoUsd
  resetsAt: Date
}

export type SubscriptionProgress = { subscription: SubscriptionView; windows: WindowProgress[] }

type Row = { kind: WindowProgress['kind']; amount: bigint; used: bigint; held: bigint; resets_at: Date }

/** A window that has not been opened yet, or has run out, is shown as it would open now. */
const query = `
  SELECT l.kind, l.amount, CASE WHEN q.ends_at > $2 THEN q.used_nano_usd ELSE 0 END AS used,
    CASE WHEN q.ends_at > $2 THEN q.held_nano_usd ELSE 0 END AS held,
    CASE WHEN q.ends_at > $2 THEN q.ends_at ELSE (window_bounds(l.kind, s.started_at, u.timezone, $2)).ends_at END AS resets_at
  FROM subscriptions s JOIN plans p ON p.id = s.plan_id JOIN users u ON u.id = s.user_id
  CROSS JOIN LATERAL (VALUES (1, 'day', p.allowance_day_nano_usd), (2, 'week', p.allowance_week_nano_usd),
    (3, 'month', p.allowance_month_nano_usd)) AS l(n, kind, amount)
  LEFT JOIN quota_windows q ON q.subscription_id = s.id AND q.kind::text = l.kind
  WHERE s.id = $1 AND l.amount IS NOT NULL ORDER BY l.n`

/** How much of a customer's plan is used, window by window; null without a plan. */
export async function subscriptionProgress(
  userId: string,
  at: Date = new Date(),
): Promise<SubscriptionProgress | null> {
  const subscription = await findCurrentSubscription(userId, at)
  if (!subscription) return null
  const { rows } = await pool().query<Row>(query, [subscription.id, at])
  const windows = rows.map(({ kind, amount, used, held, resets_at: resetsAt }) => {
    const left = amount - used - held
    const remainingNanoUsd = left > 0n ? left : 0n
    return { kind, limitNanoUsd: amount, usedNanoUsd: used, heldNanoUsd: held, remainingNanoUsd, resetsAt }
  })
  return { subscription, windows }
}
