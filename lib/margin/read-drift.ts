import { pool } from '../db/pg'
import { costedDays } from './cost-sql'
import type { DriftQuery, DriftView } from './schemas'
import { refreshCostDays } from './sum-cost-days'

const maxRows = 5_000

type Row = {
  day: string
  model: string
  has_ours: boolean
  has_provider: boolean
  requests: bigint | null
  input_tokens: bigint | null
  output_tokens: bigint | null
  cost: bigint | null
  p_requests: bigint | null
  p_input_tokens: bigint | null
  p_output_tokens: bigint | null
  p_cost: bigint | null
}

// Snapshots carry their date; both sides are compared without it.
const query = `
  WITH ours AS (
    SELECT c.day, regexp_replace(c.upstream_model, '-([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})$', '') AS model,
      sum(c.requests)::bigint AS requests,
      sum(c.input_tokens + c.cached_input_tokens + c.cache_write_tokens)::bigint AS input_tokens,
      sum(c.output_tokens)::bigint AS output_tokens, round(sum(c.cost))::bigint AS cost
    FROM (${costedDays} WHERE d.account_id = $1 AND d.day BETWEEN $2::date AND $3::date) c GROUP BY 1, 2),
  theirs AS (SELECT * FROM provider_usage WHERE account_id = $1 AND day BETWEEN $2::date AND $3::date)
  SELECT to_char(coalesce(o.day, t.day), 'YYYY-MM-DD') AS day, coalesce(o.model, t.model) AS model,
    o.day IS NOT NULL AS has_ours, t.day IS NOT NULL AS has_provider, o.requests, o.input_tokens, o.output_tokens, o.cost,
    t.requests AS p_requests, t.input_tokens AS p_input_tokens, t.output_tokens AS p_output_tokens, t.cost_nano_usd AS p_cost
  FROM ours o FULL OUTER JOIN theirs t ON t.day = o.day AND t.model = o.model
  WHERE coalesce(o.day, t.day) IN (SELECT day FROM theirs)
  ORDER BY 1 DESC, 2 LIMIT ${maxRows}`

const numberOf = (value: bigint | null) => (value === null ? null : Number(value))

function share(ours: number | null, provider: number | null): number | null {
  if (provider === null || ours === null || ours === 0) return null
  return (provider - ours) / ours
}

function tokens(input: bigint | null, output: bigint | null): number | null {
  return input === null && output === null ? null : Number(input ?? 0n) + Number(output ?? 0n)
}

/**
 * What the provider's export says beside what we counted, by day and model, newest first, of the days that were
 * imported. A model that only one side has stands alone: that is drift too.
 */
export async function readDrift(accountId: string, { from, to }: DriftQuery): Promise<DriftView> {
  await refreshCostDays()
  const { rows } = await pool().query<Row>(query, [accountId, from, to])
  const data = rows.map((row) => {
    const ours = {
      requests: numberOf(row.requests),
      inputTokens: numberOf(row.input_tokens),
      outputTokens: numberOf(row.output_tokens),
      costNanoUsd: row.cost?.toString() ?? null,
    }
    const provider = {
      requests: numberOf(row.p_requests),
      inputTokens: numberOf(row.p_input_tokens),
      outputTokens: numberOf(row.p_output_tokens),
      costNanoUsd: row.p_cost?.toString() ?? null,
    }
    return {
      day: row.day,
      model: row.model,
      ours: row.has_ours ? ours : null,
      provider: row.has_provider ? provider : null,
      tokenDrift: share(tokens(row.input_tokens, row.output_tokens), tokens(row.p_input_tokens, row.p_output_tokens)),
      costDrift: share(numberOf(row.cost), numberOf(row.p_cost)),
    }
  })
  return { data }
}
