import { withTransaction } from '../db/pg'
import { catalogueEntries } from './catalogue-entries'
import { type ImportResult, importPrices } from './import-prices'
import { announcePrices } from './put-price'

/** Brings the bundled `@pydantic/genai-prices` catalogue into the price book; idempotent, manual prices stay. */
export async function importCatalogue(
  options: { createdBy?: string | null; dryRun?: boolean } = {},
): Promise<ImportResult> {
  const entries = await catalogueEntries()
  const result = await withTransaction(
    async (tx) => await importPrices(tx, entries, { source: 'genai-prices', ...options }),
  )
  if (!options.dryRun && result.added + result.changed > 0) await announcePrices('*')
  return result
}
