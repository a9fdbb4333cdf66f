import { pool, type Sql, withTransaction } from '../db/pg'
import { createId } from '../ids'
import { logger } from '../logger'
import { chargeAutoTopUp } from './charge-auto-top-up'
import { billingMode } from './stripe-client'

const maxAtOnce = 100

const dueQuery = `
  SELECT a.user_id FROM auto_top_ups a JOIN wallets w ON w.user_id = a.user_id JOIN users u ON u.id = a.user_id
  WHERE a.enabled AND a.armed AND a.paused_reason IS NULL AND u.status = 'active'
    AND w.balance_nano_usd + w.promo_nano_usd < a.threshold_nano_usd
  ORDER BY a.user_id LIMIT ${maxAtOnce}`

/** Disarms and writes the purchase in one statement each of one transaction: of any number of processes one goes on. */
const disarm = `
  UPDATE auto_top_ups a SET armed = false, updated_at = now() FROM users u, wallets w
  WHERE a.user_id = $1 AND u.id = a.user_id AND w.user_id = a.user_id
    AND a.enabled AND a.armed AND a.paused_reason IS NULL
    AND w.balance_nano_usd + w.promo_nano_usd < a.threshold_nano_usd
    AND a.amount_nano_usd + (
      SELECT coalesce(sum(c.amount_nano_usd), 0) FROM checkouts c
      WHERE c.user_id = a.user_id AND c.kind = 'auto_top_up' AND c.status IN ('open', 'pending', 'paid', 'refunded')
        AND c.created_at >= date_trunc('month', now() AT TIME ZONE u.timezone) AT TIME ZONE u.timezone
    ) <= a.monthly_cap_nano_usd
  RETURNING a.amount_nano_usd AS amount`

const insert = `
  INSERT INTO checkouts (id, user_id, kind, amount_nano_usd, updated_at) VALUES ($1, $2, 'auto_top_up', $3, now())`

async function begin(sql: Sql, userId: string): Promise<string | null> {
  const { rows } = await sql.query<{ amount: bigint }>(disarm, [userId])
  const [row] = rows
  if (!row) return null
  const id = createId('checkout')
  await sql.query(insert, [id, userId, row.amount])
  return id
}

/**
 * Buys credit for everyone whose balance has fallen below the threshold: once a crossing, within the monthly cap. The
 * purchase is written before the card is charged and its id is the idempotency key, so a crash charges at most once; what
 * it left undone `reconcileCheckouts` goes on with. Answers how many were begun.
 */
export async function runAutoTopUps(): Promise<number> {
  if (billingMode() === 'off') return 0
  const { rows } = await pool().query<{ user_id: string }>(dueQuery)
  let begun = 0
  for (const { user_id: userId } of rows) {
    const checkoutId = await withTransaction(async (tx) => await begin(tx, userId))
    if (checkoutId === null) continue
    begun += 1
    await chargeAutoTopUp(checkoutId).catch((error: unknown) => {
      logger().warn({ err: error, checkoutId }, 'an automatic top-up is left for later')
    })
  }
  return begun
}
