import { createHash } from 'node:crypto'
import type { Sql } from '../db/pg'
import { AppError } from '../errors'
import { createId } from '../ids'
import type { CatalogueEntry } from './genai-entries'
import { insertPrices } from './insert-price'
import { type PriceRow, priceFingerprint, priceFromRow, priceTerms, priceValues } from './price-row'
import type { PriceSource, PriceTerms, PriceVersion } from './types'

export type PriceChange = {
  model: string
  kind: 'added' | 'changed' | 'kept_manual' | 'same'
  before: PriceVersion | null
  after: PriceTerms
}

export type ImportResult = {
  changes: PriceChange[]
  added: number
  changed: number
  keptManual: number
  same: number
  /** Of exactly this difference: what is applied under it is what was shown. */
  hash: string
}

export type ImportOptions = {
  source: PriceSource
  createdBy?: string | null
  /** Only says what it would do. */
  dryRun?: boolean
  /** Applies nothing but the difference that was shown with this hash; throws conflict for another. */
  expectedHash?: string
}

type Current = { row: PriceRow; price: PriceVersion }

async function currentPrices(sql: Sql): Promise<Map<string, Current>> {
  const { rows } = await sql.query<PriceRow>(
    `SELECT DISTINCT ON (model) * FROM model_prices WHERE effective_from <= now() + interval '1 second'
     ORDER BY model, effective_from DESC`,
  )
  return new Map(rows.map((row) => [row.model, { row, price: priceFromRow(row) }]))
}

function compare(entry: CatalogueEntry, current: Current | undefined): PriceChange {
  const after = priceTerms(entry.price)
  const before = current?.price ?? null
  const base = { model: entry.model, before, after }
  if (!current) return { ...base, kind: 'added' }
  if (current.row.fingerprint === priceFingerprint(after)) return { ...base, kind: 'same' }
  return { ...base, kind: current.row.source === 'manual' ? 'kept_manual' : 'changed' }
}

function hashOf(changes: readonly PriceChange[], source: PriceSource): string {
  const lines = changes.map(({ model, kind, before, after }) => [model, kind, before?.id, priceFingerprint(after)])
  return createHash('sha256')
    .update(JSON.stringify([source, ...lines]))
    .digest('hex')
}

function summary(changes: PriceChange[], source: PriceSource): ImportResult {
  const count = (kind: PriceChange['kind']) => changes.filter((change) => change.kind === kind).length
  const counts = { added: count('added'), changed: count('changed'), keptManual: count('kept_manual') }
  return { changes, ...counts, same: count('same'), hash: hashOf(changes, source) }
}

/**
 * Takes prices over from a catalogue inside the caller's transaction: new models and changed prices become versions, an
 * operator's own prices stay. Importing the same twice changes nothing. Call `announcePrices` after the commit.
 */
export async function importPrices(
  sql: Sql,
  entries: readonly CatalogueEntry[],
  options: ImportOptions,
): Promise<ImportResult> {
  await sql.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.price_import'))::text AS locked")
  const current = await currentPrices(sql)
  const result = summary(
    entries.map((entry) => compare(entry, current.get(entry.model))),
    options.source,
  )
  if (options.dryRun) return result
  if (options.expectedHash !== undefined && options.expectedHash !== result.hash) {
    throw new AppError('conflict', 'Prices or the file changed since you looked. Look at the difference again.')
  }
  const rows = result.changes
    .filter(({ kind }) => kind === 'added' || kind === 'changed')
    .map(({ model, after }) => [createId('price'), model, priceFingerprint(after), ...priceValues(after)])
  if (rows.length > 0) {
    const values = [new Date(), options.source, options.createdBy ?? null]
    await sql.query(insertPrices, [JSON.stringify(rows), ...values])
  }
  return result
}
