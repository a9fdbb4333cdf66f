import { pool } from '../db/pg'
import { costedDays } from './cost-sql'
import type { MarginQuery, MarginView } from './schemas'
import { refreshCostDays } from './sum-cost-days'

const maxGroups = 500

type Row = {
  group_name: string
  name: string | null
  requests: bigint
  input_tokens: bigint
  output_tokens: bigint
  charged: bigint
  cost: bigint
  without_cost: bigint
}

const groups = {
  model: { column: 'c.model', name: 'c.model', join: '' },
  user: { column: 'c.user_id', name: 'u.email', join: 'LEFT JOIN users u ON u.id = c.user_id' },
  account: { column: 'c.account_id', name: 'a.name', join: 'LEFT JOIN upstream_accounts a ON a.id = c.account_id' },
  day: { column: "to_char(c.day, 'YYYY-MM-DD')", name: "to_char(c.day, 'YYYY-MM-DD')", join: '' },
} as const

const sums = `coalesce(sum(c.requests), 0)::bigint AS requests,
  coalesce(sum(c.input_tokens + c.cached_input_tokens + c.cache_write_tokens), 0)::bigint AS input_tokens,
  coalesce(sum(c.output_tokens), 0)::bigint AS output_tokens, coalesce(sum(c.charged_nano_usd), 0)::bigint AS charged,
  coalesce(round(sum(c.cost)), 0)::bigint AS cost,
  coalesce(sum(c.requests) FILTER (WHERE c.cost IS NULL), 0)::bigint AS without_cost`

const sumsOf = (row: Row) => ({
  requests: Number(row.requests),
  inputTokens: Number(row.input_tokens),
  outputTokens: Number(row.output_tokens),
  chargedNanoUsd: row.charged.toString(),
  costNanoUsd: row.cost.toString(),
  marginNanoUsd: (row.charged - row.cost).toString(),
  requestsWithoutCost: Number(row.without_cost),
})

/**
 * What customers were charged, what it cost us and what is left, by model, customer, account or day; the 500 largest,
 * days in order. The total is of everything, also of what isn't listed. At most 30 s old.
 */
export async function readMargin(query: MarginQuery): Promise<MarginView> {
  await refreshCostDays()
  const { column, name, join } = groups[query.groupBy]
  const source = `(${costedDays} WHERE d.day BETWEEN $1::date AND $2::date AND ($3::text IS NULL OR d.account_id = $3)) c`
  const values = [query.from, query.to, query.accountId ?? null]
  const order = query.groupBy === 'day' ? '1' : 'charged DESC, 1'
  const [listed, total] = await Promise.all([
    pool().query<Row>(
      `SELECT ${column} AS group_name, min(${name}) AS name, ${sums} FROM ${source} ${join}
       GROUP BY 1 ORDER BY ${order} LIMIT ${maxGroups}`,
      values,
    ),
    pool().query<Row>(`SELECT ${sums} FROM ${source}`, values),
  ])
  const [all] = total.rows
  if (!all) throw new Error('a sum without a row')
  const data = listed.rows.map((row) => ({ group: row.group_name, name: row.name ?? row.group_name, ...sumsOf(row) }))
  return { data, total: sumsOf(all) }
}
