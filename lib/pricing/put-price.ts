import { type Sql, withTransaction } from '../db/pg'
import { AppError } from '../errors'
import { createId } from '../ids'
import { publish } from '../redis'
import { insertPrice } from './insert-price'
import { refreshPrices } from './price-book'
import { type PriceRow, priceFingerprint, priceFromRow, priceTerms, priceValues } from './price-row'
import type { PriceInput, PriceSource, PriceVersion } from './types'

export type PutPriceResult = { price: PriceVersion /** False: the price said the same already. */; isNew: boolean }

export type PutPriceInput = {
  model: string
  price: PriceInput
  source?: PriceSource
  createdBy?: string | null
  /** The version it was made from, null = none: another one in force is a conflict. */
  basedOn?: string | null
}

/**
 * Puts a price in force for requests admitted from now on, as a new version; one that says the same as the version in
 * force makes none. Inside a caller's transaction (`sql`), call `announcePrices` after the commit.
 */
export async function putPrice(input: PutPriceInput, sql?: Sql): Promise<PutPriceResult> {
  if (sql) return await putInto(sql, input)
  const result = await withTransaction(async (tx) => await putInto(tx, input))
  await announcePrices(input.model)
  return result
}

async function putInto(sql: Sql, input: PutPriceInput): Promise<PutPriceResult> {
  const terms = priceTerms(input.price)
  const source = input.source ?? 'manual'
  const fingerprint = priceFingerprint(terms)
  const now = new Date()
  // Not while an import compares: it would put its price over this one unseen.
  await sql.query("SELECT pg_advisory_xact_lock_shared(hashtext('turnpike.price_import'))::text AS locked")
  await sql.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.price:' || $1::text))::text AS locked", [
    input.model,
  ])
  const current = await sql.query<PriceRow>(
    `SELECT * FROM model_prices WHERE model = $1::text AND effective_from <= greatest(now(), $2::timestamptz)
     ORDER BY effective_from DESC LIMIT 1`,
    [input.model, now],
  )
  const known = current.rows[0]
  assertBasis(known, input.basedOn)
  if (known?.fingerprint === fingerprint && known.source === source) return { price: priceFromRow(known), isNew: false }
  const values = [createId('price'), input.model, now, source, fingerprint, input.createdBy ?? null]
  const { rows } = await sql.query<PriceRow>(insertPrice, [...values, ...priceValues(terms)])
  if (!rows[0]) throw new Error('the price was not stored')
  return { price: priceFromRow(rows[0]), isNew: true }
}

function assertBasis(known: PriceRow | undefined, basedOn: string | null | undefined): void {
  if (basedOn === undefined || basedOn === (known?.id ?? null)) return
  if (basedOn === null) {
    const fieldErrors = { model: 'has a price already; change that one' }
    throw new AppError('conflict', 'This model has a price already. Change that one.', { details: { fieldErrors } })
  }
  throw new AppError('conflict', 'Someone else changed this price meanwhile. Load it again and repeat your change.')
}

/** Puts committed prices in force in this process at once and in every other within 1 s. */
export async function announcePrices(model: string): Promise<void> {
  await refreshPrices()
  publish('price', model)
}
