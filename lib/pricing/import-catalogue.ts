import { type Sql, withTransaction } from '../db/pg'
import { createId } from '../ids'
import { type CatalogueEntry, catalogueEntries } from './catalogue-entries'
import { insertPrice } from './insert-price'
import { type PriceRow, priceFingerprint, priceFromRow, priceTerms, priceValues } from './price-row'
import { announcePrices } from './put-price'
import type { PriceSource, PriceTerms, PriceVersion } from './types'

export type PriceChange = {
  model: string
  kind: 'added' | 'changed' | 'kept_manual' | 'same'
  before: PriceVersion | null
  after: PriceTerms
}

export type ImportResult = { changes: PriceChange[]; added: number; changed: number; keptManual: number }

type Current = { row: PriceRow; price: PriceVersion }

async function currentPrices(sql: Sql): Promise<Map<string, Current>> {
  const { rows } = await sql.query<PriceRow>(
    'SELECT DISTINCT ON (model) * FROM model_prices WHERE effective_from <= now() ORDER BY model, effective_from DESC',
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

function summary(changes: PriceChange[]): ImportResult {
  const count = (kind: PriceChange['kind']) => changes.filter((change) => change.kind === kind).length
  return { changes, added: count('added'), changed: count('changed'), keptManual: count('kept_manual') }
}

/**
 * Takes prices over from a catalogue: new models and changed prices become versions, an operator's own prices stay.
 * Importing the same twice changes nothing. With `dryRun` it only says what it would do.
 */
export async function importPrices(
  entries: readonly CatalogueEntry[],
  options: { source: PriceSource; createdBy?: string | null; dryRun?: boolean },
): Promise<ImportResult> {
  const result = await withTransaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('turnpike.price_import'))")
    const current = await currentPrices(tx)
    const changes = entries.map((entry) => compare(entry, current.get(entry.model)))
    const now = new Date()
    if (options.dryRun) return summary(changes)
    for (const change of changes.filter(({ kind }) => kind === 'added' || kind === 'changed')) {
      const fingerprint = priceFingerprint(change.after)
      const values = [createId('price'), change.model, now, options.source, fingerprint, options.createdBy ?? null]
      await tx.query(insertPrice, [...values, ...priceValues(change.after)])
    }
    return summary(changes)
  })
  if (!options.dryRun && result.added + result.changed > 0) await announcePrices('*')
  return result
}

/** Brings the bundled `@pydantic/genai-prices` catalogue into the price book; idempotent, manual prices stay. */
export async function importCatalogue(
  options: { createdBy?: string | null; dryRun?: boolean } = {},
): Promise<ImportResult> {
  return await importPrices(catalogueEntries(), { source: 'genai-prices', ...options })
}
