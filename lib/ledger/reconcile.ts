import { withLongTransaction } from '../db/long-transaction'
import type { Sql } from '../db/pg'
import { logger } from '../logger'
import type { NanoUsd } from '../money'

const maxShown = 100
const timeoutMs = 30 * 60_000

export type Difference = { account: string; fromTransfersNanoUsd: NanoUsd; keptNanoUsd: NanoUsd }

/** One statement, one snapshot: every transfer ever made against every balance that is kept. */
const query = `
  WITH moved AS (
    SELECT account, sum(amount)::bigint AS amount FROM (
      SELECT credit_account AS account, amount_nano_usd AS amount FROM transfers
      UNION ALL SELECT debit_account, -amount_nano_usd FROM transfers) t GROUP BY account),
  kept AS (
    SELECT 'wallet:' || user_id AS account, balance_nano_usd AS amount FROM wallets
    UNION ALL SELECT 'promo:' || user_id, promo_nano_usd FROM wallets
    UNION ALL SELECT account_id, sum(balance_nano_usd)::bigint FROM ledger_balances GROUP BY account_id)
  SELECT coalesce(m.account, k.account) AS account, coalesce(m.amount, 0) AS moved, coalesce(k.amount, 0) AS kept
  FROM moved m FULL JOIN kept k ON k.account = m.account
  WHERE coalesce(m.amount, 0) <> coalesce(k.amount, 0) ORDER BY 1 LIMIT ${maxShown}`

/** Accounts whose balance isn't what the transfers come to, as `sql` sees them. */
export async function findDifferences(sql: Sql): Promise<Difference[]> {
  const { rows } = await sql.query<{ account: string; moved: bigint; kept: bigint }>(query)
  return rows.map(({ account, moved, kept }) => ({ account, fromTransfersNanoUsd: moved, keptNanoUsd: kept }))
}

/** Recomputes every balance from the transfers; the accounts that differ (none, or someone has to look at once). */
export async function reconcile(): Promise<Difference[]> {
  const differences = await withLongTransaction('reconcile', timeoutMs, findDifferences)
  if (differences.length > 0)
    logger().error({ accounts: differences.map(({ account }) => account) }, 'balances differ from transfers')
  return differences
}
