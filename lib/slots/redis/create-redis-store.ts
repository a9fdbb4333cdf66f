import { isRedisReady, type RedisClient, redisKeys, writeTogether } from '../../redis'
import { defaultSlotLimits } from '../limits'
import { type SlotStore, type StoreLimits, StoreUnavailableError } from '../store'
import { accountScripts } from './account-scripts'
import { createBatches } from './batches'
import { createMarkedRunner } from './context'
import { customerScripts } from './customer-scripts'
import { createEpochGuard, type FirstEpoch } from './epoch-guard'
import { createScriptRunner } from './scripts'
import { createSignalDesk } from './signals'

export type RedisStoreOptions = {
  client: RedisClient
  /** Hears of hand-overs by other processes; without one only the poll finds them. */
  subscriber: RedisClient | null
  limits?: StoreLimits
  /** Without it every new memory is met with the wait for renewals. */
  firstEpoch?: FirstEpoch | undefined
  /** For tests alone: time is the server's own otherwise. */
  clock?: () => number
}

const readyTimeoutMs = 1_000
const responseTtlSeconds = 30 * 24 * 3_600

/** A command outside the scripts; whatever fails it, the store can't be asked now. */
async function plain<T>(client: RedisClient, work: () => Promise<T>): Promise<T> {
  try {
    await isRedisReady(client, readyTimeoutMs)
    return await work()
  } catch (error) {
    throw new StoreUnavailableError(error instanceof Error ? error.message : 'unknown')
  }
}

/** The slot store shared by all processes that reach one Redis (or Redis Cluster). Ends its connections when it is closed. */
export function createRedisStore(options: RedisStoreOptions): SlotStore {
  const { client, subscriber } = options
  const limits = options.limits ?? (() => defaultSlotLimits)
  const run = createScriptRunner(client, options.clock)
  const desk = createSignalDesk(subscriber)
  const guard = createEpochGuard({
    ...{ client, run, firstEpoch: options.firstEpoch },
    onChange: () => desk.epochChanged(),
  })
  const batches = createBatches((work) => writeTogether(client, work))
  const context = { run, runMarked: createMarkedRunner(run, guard), batches, desk, guard, limits }
  return {
    answersAtOnce: false,
    ...customerScripts(context),
    ...accountScripts(context),
    epoch: () => guard.last(),
    freshEpoch: async () => await guard.fresh(),
    listen: async (processId, listener) => await desk.listen(processId, listener),
    reevaluate: async (poolId) => {
      await plain(client, async () => await client.publish(redisKeys.reevaluateChannel(), poolId))
    },
    async rememberResponse(userId, responseId, accountId) {
      await plain(client, async () => {
        await client.set(redisKeys.response(userId, responseId), accountId, 'EX', responseTtlSeconds)
      })
    },
    findResponse: async (userId, responseId) =>
      await plain(client, async () => await client.get(redisKeys.response(userId, responseId))),
    async ping() {
      await guard.assertAdmitting(limits().warmupMs)
      return await plain(client, async () => (await client.ping()) === 'PONG')
    },
    sweep: () => guard.doubt(),
    async close(processId) {
      desk.forget(processId)
      client.disconnect()
      subscriber?.disconnect()
    },
  }
}
