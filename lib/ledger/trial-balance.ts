import { pool, type Sql } from '../db/pg'
import type { NanoUsd } from '../money'

/** Requests looked at for the invariant about their transfers: the job `ledger-costs` looks at all of them, day by day. */
const maxRecordsChecked = 10_000

export type Invariant = { name: string; holds: boolean; detail: string }

export type TrialBalance = {
  sumNanoUsd: NanoUsd
  /** Platform accounts one by one; `wallet` and `promo` are the sums over all customers. */
  accounts: { account: string; balanceNanoUsd: NanoUsd }[]
  openHolds: { count: number; heldNanoUsd: NanoUsd }
  invariants: Invariant[]
}

type Row = {
  accounts: { account: string; balance: string }[]
  negative: bigint
  held_wrong: bigint
  open: bigint
  held: bigint
  admitted: bigint
  settled: bigint
  voided: bigint
}

/** One statement, so that all numbers are of one instant. */
const query = `
  SELECT
    (SELECT json_agg(json_build_object('account', a.id, 'balance', coalesce(b.balance, 0)::text) ORDER BY a.id)
      FROM ledger_accounts a LEFT JOIN (SELECT account_id, sum(balance_nano_usd) AS balance FROM ledger_balances GROUP BY 1) b
        ON b.account_id = a.id WHERE a.kind = 'platform') AS accounts,
    w.paid, w.promo, w.negative,
    (SELECT count(*) FROM wallets w LEFT JOIN (
        SELECT user_id, sum(amount_nano_usd) AS amount FROM (
          SELECT user_id, amount_nano_usd FROM holds WHERE funded_by = 'wallet'
          UNION ALL SELECT user_id, amount_nano_usd FROM funding_leases) set_aside GROUP BY 1) h USING (user_id)
      WHERE w.held_nano_usd <> coalesce(h.amount, 0)) AS held_wrong,
    h.open, h.held, p.admitted, p.settled, p.voided
  FROM (SELECT coalesce(sum(balance_nano_usd), 0)::bigint AS paid, coalesce(sum(promo_nano_usd), 0)::bigint AS promo,
      count(*) FILTER (WHERE balance_nano_usd < 0 OR promo_nano_usd < 0) AS negative FROM wallets) w,
    (SELECT count(*) AS open, coalesce(sum(amount_nano_usd), 0)::bigint AS held FROM holds) h,
    (SELECT coalesce(sum(admitted), 0)::bigint AS admitted, coalesce(sum(settled), 0)::bigint AS settled,
      coalesce(sum(voided), 0)::bigint AS voided FROM gateway_processes) p`

/** The transfers into revenue for a request are its cost, less what a correction gave back. */
const costQuery = `
  SELECT count(*) AS checked, count(*) FILTER (WHERE r.cost_nano_usd <> coalesce(t.amount, 0)) AS wrong
  FROM (SELECT request_id, cost_nano_usd FROM usage_records ORDER BY request_id DESC LIMIT ${maxRecordsChecked}) r
  LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN credit_account = 'revenue' THEN amount_nano_usd ELSE -amount_nano_usd END) AS amount
    FROM transfers WHERE id >= r.request_id || '_' AND id < r.request_id || '~') t ON true`

/** The books at this instant: every account's balance, their sum (zero) and the invariants that a panel can watch. */
export async function trialBalance(sql: Sql = pool()): Promise<TrialBalance> {
  const { rows } = await sql.query<Row & { paid: bigint; promo: bigint }>(query)
  const { rows: costs } = await sql.query<{ checked: bigint; wrong: bigint }>(costQuery)
  const row = rows[0]
  const cost = costs[0]
  if (!row || !cost) throw new Error('the trial balance has no rows')
  const accounts = [
    ...row.accounts.map(({ account, balance }) => ({ account, balanceNanoUsd: BigInt(balance) })),
    { account: 'wallet', balanceNanoUsd: row.paid },
    { account: 'promo', balanceNanoUsd: row.promo },
  ]
  const sumNanoUsd = accounts.reduce((sum, { balanceNanoUsd }) => sum + balanceNanoUsd, 0n)
  const { admitted, settled, voided, open } = row
  const invariants: Invariant[] = [
    { name: 'accounts_sum_to_zero', holds: sumNanoUsd === 0n, detail: `sum ${sumNanoUsd}` },
    { name: 'no_wallet_below_zero', holds: row.negative === 0n, detail: `${row.negative} below zero` },
    { name: 'open_holds_equal_held', holds: row.held_wrong === 0n, detail: `${row.held_wrong} wallets differ` },
    {
      name: 'transfers_equal_cost',
      holds: cost.wrong === 0n,
      detail: `${cost.wrong} of the last ${cost.checked} differ`,
    },
    {
      ...{ name: 'admitted_equals_ended_and_open', holds: admitted === settled + voided + open },
      detail: `${admitted} admitted, ${settled} settled, ${voided} voided, ${open} open`,
    },
  ]
  return { sumNanoUsd, accounts, openHolds: { count: Number(open), heldNanoUsd: row.held }, invariants }
}
