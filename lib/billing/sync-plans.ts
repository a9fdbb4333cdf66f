import { pool } from '../db/pg'
import { logger } from '../logger'
import { listPlansForSale } from '../plans'
import { billingMode } from './stripe-client'
import { syncPlan } from './sync-plan'

const watermark = 'stripe-plans'

const read = 'SELECT reached_at FROM job_watermarks WHERE name = $1'
const write = `
  INSERT INTO job_watermarks (name, reached_at, updated_at) VALUES ($1, $2, now())
  ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now()`

/** Brings products and prices at Stripe to the plans for sale that changed since the last time. Answers how many. */
export async function syncPlans(): Promise<number> {
  if (billingMode() === 'off') return 0
  const beganAt = new Date()
  const { rows } = await pool().query<{ reached_at: Date }>(read, [watermark])
  const since = rows[0]?.reached_at.getTime() ?? 0
  const plans = await listPlansForSale()
  const due = plans.filter((plan) => plan.stripePriceId === null || Date.parse(plan.updatedAt) >= since)
  let synced = 0
  for (const plan of due) {
    try {
      await syncPlan(plan)
      synced += 1
    } catch (error) {
      // One plan with a price that Stripe refuses must not keep the others from being sold.
      logger().warn({ err: error, planId: plan.id }, 'a plan could not be brought to Stripe')
    }
  }
  if (synced === due.length) await pool().query(write, [watermark, beganAt])
  return synced
}
