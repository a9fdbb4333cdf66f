import { poolsByModel } from '@/lib/gateway'
import { listPrices, type PriceVersion } from '@/lib/pricing'

type Asked = { q: string; all: boolean; cursor: string | null }

export type Catalogue = {
  prices: PriceVersion[]
  pools: ReadonlyMap<string, readonly string[]>
  nextCursor: string | null
}

const pageSize = 100
const maxModels = 1_000

/** Those a pool offers now, a provider's together; `all` adds the ones that only have a price, a page at a time. */
export async function loadModels({ q, all, cursor }: Asked): Promise<Catalogue> {
  const search = q ? { search: q } : {}
  const [{ data, nextCursor }, pools] = await Promise.all([
    listPrices(all ? { ...search, cursor, limit: pageSize } : { ...search, limit: maxModels }),
    poolsByModel(),
  ])
  if (all) return { prices: data, pools, nextCursor }
  const offered = data.filter(({ model }) => pools.has(model))
  // Sorting keeps the order of the names within a provider.
  return { prices: offered.sort((a, b) => a.provider.localeCompare(b.provider)), pools, nextCursor: null }
}
