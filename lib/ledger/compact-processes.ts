import { withTransaction } from '../db/pg'

/** A process unheard of for so long never comes back. */
const keptDays = 7

/**
 * Folds the counters and balance stripes of long-ended processes into one row each, so that both tables stay small
 * however often processes restart. Processes with open holds are left alone. Answers how many were folded.
 */
export async function compactProcesses(): Promise<number> {
  return await withTransaction(async (tx) => {
    const { rows } = await tx.query<{ id: string; admitted: bigint; settled: bigint; voided: bigint }>(
      `DELETE FROM gateway_processes p WHERE id <> 'archive' AND heartbeat_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM holds h WHERE h.process_id = p.id) RETURNING id, admitted, settled, voided`,
      [keptDays],
    )
    const ids = rows.map((row) => row.id)
    if (ids.length === 0) return 0
    const sum = (name: 'admitted' | 'settled' | 'voided') =>
      rows.reduce((total, row) => total + row[name], 0n).toString()
    await tx.query(
      `INSERT INTO gateway_processes AS g (id, role, host, pid, admitted, settled, voided)
       VALUES ('archive', 'archive', '', 0, $1, $2, $3) ON CONFLICT (id) DO UPDATE SET admitted = g.admitted + excluded.admitted,
         settled = g.settled + excluded.settled, voided = g.voided + excluded.voided`,
      [sum('admitted'), sum('settled'), sum('voided')],
    )
    await tx.query(
      `WITH gone AS (DELETE FROM ledger_balances WHERE stripe = ANY ($1) RETURNING account_id, balance_nano_usd)
       INSERT INTO ledger_balances AS b (account_id, stripe, balance_nano_usd)
       SELECT account_id, 'archive', sum(balance_nano_usd)::bigint FROM gone GROUP BY 1
       ON CONFLICT (account_id, stripe) DO UPDATE SET balance_nano_usd = b.balance_nano_usd + excluded.balance_nano_usd`,
      [ids],
    )
    return ids.length
  })
}
