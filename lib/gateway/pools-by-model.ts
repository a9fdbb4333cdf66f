import { listOfferedPools } from '../account-pools'
import { createProcessCache } from '../db/process-cache'
import { processState } from '../process-state'
import { callableModels } from './list-models'
import { startGateway } from './start-gateway'

const cacheMs = 30_000

type Offer = { byModel: ReadonlyMap<string, readonly string[]> }

async function readOffer(): Promise<Offer> {
  await startGateway()
  const byModel = new Map<string, string[]>()
  for (const { id, name } of await listOfferedPools()) {
    for (const model of await callableModels({ poolId: id, allowedModels: [] }))
      byModel.set(model.id, [...(byModel.get(model.id) ?? []), name])
  }
  return { byModel }
}

/** The names of the offered pools that each model can be called on now; at most half a minute old. */
export async function poolsByModel(): Promise<ReadonlyMap<string, readonly string[]>> {
  const cache = processState('gateway.pools-by-model', () =>
    createProcessCache<Offer>({ maxEntries: () => 1, ttlMs: () => cacheMs, tags: () => [], load: readOffer }),
  )
  return (await cache.get('all')).byModel
}
