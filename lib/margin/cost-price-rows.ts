import { pool, type Sql } from '../db/pg'
import type { CostPriceView } from './schemas'

const maxRows = 2_000
/** What counts for all days, as the migration and a model's first price have it. */
export const firstDay = '1970-01-01'

type Row = {
  model: string
  version: number
  latest_version: number
  effective_from: string
  removed: boolean
  input_nano_usd: bigint
  output_nano_usd: bigint
  cached_input_nano_usd: bigint | null
  cache_write_nano_usd: bigint | null
  created_by: string | null
  updated_at: Date
}

const json = (row: Row): CostPriceView => ({
  model: row.model,
  inputNanoUsdPerMillion: row.input_nano_usd.toString(),
  outputNanoUsdPerMillion: row.output_nano_usd.toString(),
  cachedInputNanoUsdPerMillion: row.cached_input_nano_usd?.toString() ?? null,
  cacheWriteNanoUsdPerMillion: row.cache_write_nano_usd?.toString() ?? null,
  version: row.version,
  latestVersion: row.latest_version,
  effectiveFrom: row.effective_from === firstDay ? null : row.effective_from,
  removed: row.removed,
  createdBy: row.created_by,
  updatedAt: row.updated_at.toISOString(),
})

const select = `SELECT p.model, p.version, max(p.version) OVER (PARTITION BY p.model) AS latest_version,
    to_char(p.effective_from, 'YYYY-MM-DD') AS effective_from, p.removed, p.input_nano_usd, p.output_nano_usd,
    p.cached_input_nano_usd, p.cache_write_nano_usd, p.created_by, p.updated_at
  FROM cost_prices p WHERE p.account_id = $1::text`

/** What an account's provider bills today for each model that has a price of its own, by name. */
export async function listCostPrices(accountId: string): Promise<CostPriceView[]> {
  const { rows } = await pool().query<Row>(
    `SELECT * FROM (
       SELECT DISTINCT ON (model) * FROM (${select}) v
       WHERE effective_from <= to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')
       ORDER BY model, effective_from DESC, version DESC) current
     WHERE NOT removed ORDER BY model COLLATE "C" LIMIT ${maxRows}`,
    [accountId],
  )
  return rows.map(json)
}

/** Every version of an account's cost prices, or of one model's, the latest day first. */
export async function listCostPriceVersions(
  accountId: string,
  model: string | null = null,
  sql: Sql = pool(),
): Promise<CostPriceView[]> {
  const { rows } = await sql.query<Row>(
    `SELECT * FROM (${select} AND ($2::text IS NULL OR p.model = $2)) v
     ORDER BY effective_from DESC, updated_at DESC, model, version DESC LIMIT ${maxRows}`,
    [accountId, model],
  )
  return rows.map(json)
}
