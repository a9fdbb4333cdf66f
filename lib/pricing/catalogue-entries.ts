import { type CatalogueEntry, catalogueProviders, genaiEntries } from './genai-entries'

/**
 * The prices that the bundled catalogue has in force at `at`, one entry for each exact model name it knows. The catalogue
 * is loaded only now: it takes 20 MB, and calls are priced from the price book.
 */
export async function catalogueEntries(at: Date = new Date()): Promise<CatalogueEntry[]> {
  const { findProvider } = await import('@pydantic/genai-prices')
  const providers = catalogueProviders.flatMap((id) => {
    const provider = findProvider({ providerId: id })
    return provider ? [{ id, models: provider.models }] : []
  })
  return genaiEntries(providers, at).entries
}
