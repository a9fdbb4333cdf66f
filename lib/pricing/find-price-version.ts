import { pool, type Sql } from '../db/pg'
import { priceBook } from './price-book'
import { type PriceRow, priceFromRow } from './price-row'
import type { PriceVersion } from './types'

/** A version by its id, however old; null when there is none. Versions never change, so memory answers first. */
export async function findPriceVersion(id: string, sql: Sql = pool()): Promise<PriceVersion | null> {
  const known = priceBook().byId.get(id)
  if (known) return known
  const { rows } = await sql.query<PriceRow>('SELECT * FROM model_prices WHERE id = $1', [id])
  return rows[0] ? priceFromRow(rows[0]) : null
}
