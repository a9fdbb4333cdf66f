import { pool, type Sql } from '../db/pg'
import { type PriceRow, priceFromRow } from './price-row'
import type { PriceVersion } from './types'

const maxLimit = 1_000

export type ListPricesInput = {
  /** Part of a model's name. */
  search?: string
  provider?: string
  /** With ended models. */
  withEnded?: boolean
  cursor?: string | null
  limit?: number
}

const query = `
  SELECT * FROM (
    SELECT DISTINCT ON (model) * FROM model_prices
    WHERE effective_from <= now() AND model > $1::text COLLATE "C"
      AND ($2::text IS NULL OR position(lower($2::text) in lower(model)) > 0) AND ($3::text IS NULL OR provider = $3::text)
    ORDER BY model, effective_from DESC) p
  WHERE callable OR $4::boolean ORDER BY model COLLATE "C" LIMIT $5::int`

/** The prices in force, by model name, with the cursor of the next page. */
export async function listPrices(
  input: ListPricesInput = {},
  sql: Sql = pool(),
): Promise<{ data: PriceVersion[]; nextCursor: string | null }> {
  const limit = Math.min(maxLimit, Math.max(1, input.limit ?? 50))
  const { rows } = await sql.query<PriceRow>(query, [
    ...[input.cursor ?? '', input.search ?? null, input.provider ?? null, input.withEnded ?? false, limit + 1],
  ])
  const data = rows.slice(0, limit).map(priceFromRow)
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.model ?? null) : null }
}

/** Every version of a model's price, newest first. */
export async function listPriceVersions(model: string, sql: Sql = pool()): Promise<PriceVersion[]> {
  const text = `SELECT * FROM model_prices WHERE model = $1::text ORDER BY effective_from DESC LIMIT ${maxLimit}`
  return (await sql.query<PriceRow>(text, [model])).rows.map(priceFromRow)
}
