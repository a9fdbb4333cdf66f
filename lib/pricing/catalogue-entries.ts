import { findProvider } from '@pydantic/genai-prices'
import { type CatalogueEntry, catalogueProviders, genaiEntries } from './genai-entries'

/** The prices that the bundled catalogue has in force at `at`, one entry for each exact model name it knows. */
export function catalogueEntries(at: Date = new Date()): CatalogueEntry[] {
  const providers = catalogueProviders.flatMap((id) => {
    const provider = findProvider({ providerId: id })
    return provider ? [{ id, models: provider.models }] : []
  })
  return genaiEntries(providers, at).entries
}
