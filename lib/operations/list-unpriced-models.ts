import { prisma } from '../db/prisma'
import { listPrices } from '../pricing'

/** A model that accounts name although it has no price: calls for it are refused. */
export type UnpricedModel = { model: string; accounts: { id: string; name: string }[] }

const maxAccounts = 2_000
const maxPrices = 1_000

async function pricedNames(): Promise<Set<string>> {
  const names = new Set<string>()
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listPrices>> = await listPrices({ cursor, limit: maxPrices })
    for (const price of page.data) names.add(price.model)
    cursor = page.nextCursor
  } while (cursor !== null)
  return names
}

/** Models that enabled accounts name exactly, in their lists or as what a mapped name is asked for, without a price in force. */
export async function listUnpricedModels(): Promise<UnpricedModel[]> {
  const [priced, accounts] = await Promise.all([
    pricedNames(),
    prisma().upstreamAccount.findMany({
      where: { deletedAt: null, enabled: true },
      select: { id: true, name: true, models: true, modelMap: true },
      take: maxAccounts,
    }),
  ])
  const missing = new Map<string, UnpricedModel['accounts']>()
  for (const { id, name, models, modelMap } of accounts) {
    const asked = [...models, ...Object.keys(Object(modelMap))].filter((model) => !model.endsWith('*'))
    for (const model of new Set(asked)) {
      if (!priced.has(model)) missing.set(model, [...(missing.get(model) ?? []), { id, name }])
    }
  }
  return [...missing].map(([model, named]) => ({ model, accounts: named })).sort((a, b) => (a.model < b.model ? -1 : 1))
}
