import { type Clock, systemClock } from '../clock'
import { env } from '../env'
import { dropProcessState, shared } from '../process-state'
import { createRedisClient } from '../redis'
import { createSlots } from './client/create-slots'
import { firstEpoch } from './first-epoch'
import { defaultSlotLimits, type SlotLimits } from './limits'
import { createMemoryStore } from './memory/create-memory-store'
import { createRedisStore } from './redis/create-redis-store'
import type { Slots } from './types'

export { defaultSlotLimits, type SlotLimits } from './limits'
export type * from './types'

export type MemorySlotsOptions = { clock?: Clock; limits?: () => SlotLimits; random?: () => number }
export type RedisSlotsOptions = {
  url: string
  limits?: () => SlotLimits
  random?: () => number
  /** Keeps and tells the first memory that the installation used, which alone needs no wait for renewals. */
  firstEpoch?: (epoch: string) => Promise<string>
}

const processName = 'slots'

/** Slots of this process alone; everything in them is gone with it. Time-outs run on the process's timers, leases and windows on the given clock. */
export function createMemorySlots(options: MemorySlotsOptions = {}): Slots {
  const limits = options.limits ?? (() => defaultSlotLimits)
  return createSlots({ ...options, limits, store: createMemoryStore({ ...options, limits }) })
}

/** Slots shared by all processes at one Redis, or Redis Cluster (`?cluster=true` in the URL). While it can't be reached every admission is `unavailable`. */
export function createRedisSlots(options: RedisSlotsOptions): Slots {
  const limits = options.limits ?? (() => defaultSlotLimits)
  const { url } = options
  const { commandTimeoutMs } = limits()
  const client = createRedisClient({ url, name: 'slots', whileAway: 'fail', commandTimeoutMs })
  const subscriber = createRedisClient({ url, name: 'slots-subscriber', whileAway: 'queue' })
  return createSlots({
    ...options,
    limits,
    clock: systemClock,
    store: createRedisStore({ client, subscriber, limits, firstEpoch: options.firstEpoch }),
  })
}

const processSlots = shared(processName, (limits: () => SlotLimits): Slots => {
  const url = env().REDIS_URL
  return url === undefined ? createMemorySlots({ limits }) : createRedisSlots({ url, limits, firstEpoch })
})

/**
 * The process's one slot store: Redis when REDIS_URL is set, its own memory otherwise.
 * `limits` is read at each use, but only the first caller's: the start passes the settings in.
 */
export function slots(limits: () => SlotLimits = () => defaultSlotLimits): Slots {
  return processSlots(limits)
}

/** Gives back every lease of this process and ends its connections (a clean stop). */
export async function closeSlots(): Promise<void> {
  await slots().close()
  dropProcessState(processName)
}
