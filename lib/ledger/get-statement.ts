import { pool } from '../db/pg'
import { AppError } from '../errors'
import type { NanoUsd } from '../money'

export type StatementLine = {
  /** Of the transfer; for usage, of the last one in the line. */
  id: string
  /** `usage` stands for all calls of one calendar day, every other kind for one transfer. */
  kind: string
  memo: string
  at: Date
  /** Transfers in the line. */
  count: number
  /** What it did to the balance, paid and promotional credit together. */
  amountNanoUsd: NanoUsd
  balanceAfterNanoUsd: NanoUsd
}

export type Statement = {
  openingNanoUsd: NanoUsd
  /** Newest first; opening + all amounts = closing. */
  lines: StatementLine[]
  closingNanoUsd: NanoUsd
}

type LineJson = { id: string; kind: string; memo: string; at: string; count: number; delta: string }
type Row = { lines: LineJson[] | null; later: bigint; balance: bigint }

const maxLines = 5_000
const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/

/** One statement, so that lines and balance are of one instant. */
const query = `
  WITH bounds AS (
    SELECT $3::date::timestamp AT TIME ZONE $2 AS starts_at,
      ($3::date + interval '1 month')::timestamp AT TIME ZONE $2 AS ends_at),
  own AS (
    SELECT t.id, t.kind, t.memo, t.created_at,
      CASE WHEN t.credit_account IN ('wallet:' || $1, 'promo:' || $1) THEN t.amount_nano_usd ELSE -t.amount_nano_usd END AS delta
    FROM transfers t, bounds b
    WHERE t.user_id = $1 AND t.created_at >= b.starts_at
      AND (t.credit_account IN ('wallet:' || $1, 'promo:' || $1)) <> (t.debit_account IN ('wallet:' || $1, 'promo:' || $1))),
  lines AS (
    SELECT max(id) AS id, kind, '' AS memo, max(created_at) AS at, count(*)::int AS count, sum(delta)::bigint AS delta
    FROM own, bounds WHERE kind = 'usage' AND created_at < ends_at
    GROUP BY kind, date_trunc('day', created_at AT TIME ZONE $2)
    UNION ALL
    SELECT id, kind, memo, created_at, 1, delta FROM own, bounds WHERE kind <> 'usage' AND created_at < ends_at
    ORDER BY at DESC, id DESC LIMIT ${maxLines + 1})
  SELECT (SELECT json_agg(json_build_object('id', id, 'kind', kind, 'memo', memo, 'at', at, 'count', count,
      'delta', delta::text) ORDER BY at DESC, id DESC) FROM lines) AS lines,
    (SELECT coalesce(sum(delta), 0)::bigint FROM own, bounds WHERE created_at >= ends_at) AS later,
    coalesce((SELECT balance_nano_usd + promo_nano_usd FROM wallets WHERE user_id = $1), 0)::bigint AS balance`

/**
 * A customer's balance over one calendar month ("2026-11") of their time zone, line by line, such that the lines add up
 * to the balance they have. Throws invalid_request for a month that isn't one or that has more lines than can be shown.
 */
export async function getStatement(userId: string, month: string, timezone: string): Promise<Statement> {
  if (!monthPattern.test(month)) throw new AppError('invalid_request', 'A month is written as 2026-11.')
  const { rows } = await pool().query<Row>(query, [userId, timezone, `${month}-01`])
  const [row] = rows
  const found = row?.lines ?? []
  if (found.length > maxLines) throw new AppError('invalid_request', 'This month has more lines than a page can show.')
  const closingNanoUsd = (row?.balance ?? 0n) - (row?.later ?? 0n)
  let balance = closingNanoUsd
  const lines = found.map(({ at, delta, ...line }) => {
    const amountNanoUsd = BigInt(delta)
    const balanceAfterNanoUsd = balance
    balance -= amountNanoUsd
    return { ...line, at: new Date(at), amountNanoUsd, balanceAfterNanoUsd }
  })
  return { openingNanoUsd: balance, lines, closingNanoUsd }
}
