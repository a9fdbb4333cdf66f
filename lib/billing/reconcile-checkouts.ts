import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import { logger } from '../logger'
import { chargeAutoTopUp } from './charge-auto-top-up'
import { converge } from './converge'
import { billingMode, stripe } from './stripe-client'
import { idOf } from './stripe-ids'

const maxAtOnce = 200
/** Stripe remembers idempotency keys for a day: only so long can a charge be repeated safely. */
const repeatableHours = 20

/** A fresh purchase is looked at each minute, an old one ever more rarely. */
const dueQuery = `
  SELECT id FROM checkouts WHERE status IN ('open', 'pending')
    AND updated_at < now() - greatest(interval '45 seconds', least(interval '1 hour', (now() - created_at) / 20))
  ORDER BY updated_at LIMIT ${maxAtOnce}`

/** A page that was never opened, or a charge that can't be repeated safely any more, ends; its events would revive it. */
const abandon = `
  UPDATE checkouts SET status = 'expired', updated_at = now() WHERE status = 'open' AND stripe_session_id IS NULL
    AND stripe_intent_id IS NULL AND created_at < now() - make_interval(hours => ${repeatableHours})`

async function look(id: string): Promise<void> {
  const row = await prisma().checkout.update({ where: { id }, data: { updatedAt: new Date() } })
  if (row.kind === 'auto_top_up') return await chargeOrConverge(id, row.stripeIntentId)
  if (row.stripeSessionId === null) return
  await converge({ kind: 'checkout', id })
  if (row.kind !== 'subscription') return
  const subscription = idOf((await stripe().checkout.sessions.retrieve(row.stripeSessionId)).subscription)
  if (subscription !== null) await converge({ kind: 'subscription', id: subscription })
}

async function chargeOrConverge(id: string, intentId: string | null): Promise<void> {
  if (intentId === null) await chargeAutoTopUp(id)
  else await converge({ kind: 'checkout', id })
}

/** Asks Stripe about every purchase that has not ended: what a lost webhook would have said, within a minute or two. */
export async function reconcileCheckouts(): Promise<{ looked: number; failed: number }> {
  if (billingMode() === 'off') return { looked: 0, failed: 0 }
  await pool().query(abandon)
  const { rows } = await pool().query<{ id: string }>(dueQuery)
  let failed = 0
  for (const { id } of rows) {
    await look(id).catch((error: unknown) => {
      failed += 1
      logger().warn({ err: error, checkoutId: id }, 'a purchase could not be looked at')
    })
  }
  return { looked: rows.length, failed }
}
