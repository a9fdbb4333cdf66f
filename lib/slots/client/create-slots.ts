import { type Clock, systemClock } from '../../clock'
import { createId } from '../../ids'
import { isPromise, type MaybePromise } from '../../maybe-promise'
import { type SlotStore, type StoreLimits, StoreUnavailableError } from '../store'
import type { AccountEffect, AccountLoad, CustomerLoad, PoolLoad, RateWindow, Slots } from '../types'
import { acquireAccountSlot } from './acquire-account-slot'
import { acquireCustomerSlot } from './acquire-customer-slot'
import { cleanEffect, tokenCorrections, wholeLimit } from './clean-request'
import type { ClientContext } from './context'
import { inBackground } from './in-background'
import { createLeaseRegistry } from './lease-registry'
import { createWaitingRoom } from './waiting-room'

export type SlotsOptions = {
  store: SlotStore
  limits: StoreLimits
  clock?: Clock
  /** Picks among accounts that were never used; tests make it predictable. */
  random?: () => number
}

const seedRange = 1_000_003

/** An unreachable store is an answer, not a failure, for what isn't an admission. */
async function orElse<T>(work: () => Promise<T>, fallback: T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreUnavailableError) return fallback
    throw error
  }
}

const nothingReported = { becameError: false }

function reportOutcome(
  { store, processId }: ClientContext,
  outcome: { accountId: string; shard: string; model: string; effect: AccountEffect },
): MaybePromise<{ becameError: boolean }> {
  const { accountId, shard, model, effect } = outcome
  if (effect.kind === 'none') return nothingReported
  const reported = store.report({ processId, shard, accountId, model, effect: cleanEffect(effect) })
  return isPromise(reported) ? orElse(async () => await reported, nothingReported) : reported
}

function correctTokens(
  store: SlotStore,
  userId: string,
  windows: readonly RateWindow[],
  delta: number,
): MaybePromise<void> {
  const corrections = tokenCorrections(windows, delta)
  if (corrections.length === 0) return
  const corrected = store.correct({ userId, corrections })
  if (isPromise(corrected)) return orElse(async () => await corrected, undefined)
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}

async function accountLoads(
  store: SlotStore,
  accounts: readonly { accountId: string; shard: string; limit: number }[],
): Promise<AccountLoad[]> {
  const loads = new Map<string, AccountLoad>()
  for (const [shard, ofShard] of groupBy(accounts, (each) => each.shard)) {
    const asked = ofShard.map(({ accountId, limit }) => ({ accountId, limit: wholeLimit(limit) }))
    for (const load of await store.accountLoads(shard, asked)) loads.set(`${shard} ${load.accountId}`, load)
  }
  return accounts.flatMap((each) => loads.get(`${each.shard} ${each.accountId}`) ?? [])
}

async function customerLoads(
  store: SlotStore,
  ids: readonly { kind: 'user' | 'key'; id: string; userId: string }[],
): Promise<CustomerLoad[]> {
  const loads = new Map<string, CustomerLoad>()
  await Promise.all(
    [...groupBy(ids, (each) => each.userId)].map(async ([userId, ofUser]) => {
      const names = ofUser.map((each) => `${each.kind}:${each.id}`)
      const found = await store.customerLoads(userId, names)
      names.forEach((name, i) => {
        const id = ofUser[i]?.id ?? name
        loads.set(`${userId} ${name}`, { id, running: found[i]?.running ?? 0, waiting: found[i]?.waiting ?? 0 })
      })
    }),
  )
  return ids.flatMap((each) => loads.get(`${each.userId} ${each.kind}:${each.id}`) ?? [])
}

async function poolLoads(store: SlotStore, pools: readonly { poolId: string; shard: string }[]): Promise<PoolLoad[]> {
  return await Promise.all(
    pools.map(async ({ poolId, shard }) => ({ poolId, waiting: await store.poolWaiting(shard, poolId) })),
  )
}

function createContext(options: SlotsOptions): ClientContext {
  const { store, limits } = options
  const processId = createId('process')
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  const seed = () => Math.floor(random() * seedRange)
  const shared = { store, processId, limits, clock }
  const context = {
    ...shared,
    seed,
    leases: createLeaseRegistry({ store, processId, limits }),
    waiting: createWaitingRoom({ ...shared, seed }),
  }
  inBackground(
    store.listen(processId, {
      signal: (signal) => context.waiting.signal(signal),
      epochChanged: () => inBackground(context.leases.renewAll()),
      reevaluate: (poolId) => context.waiting.poll(poolId),
    }),
  )
  return context
}

/** The client layer over either store: promises, cancelling, time-outs, renewals and wake-ups of one process. */
export function createSlots(options: SlotsOptions): Slots {
  const context = createContext(options)
  const { store, processId, leases, waiting } = context
  return {
    acquireCustomerSlot: (request, signal, onWaiting) => acquireCustomerSlot(context, request, signal, onWaiting),
    acquireAccountSlot: (request, signal, onWaiting) => acquireAccountSlot(context, request, signal, onWaiting),
    reportOutcome: (accountId, shard, model, effect) => reportOutcome(context, { accountId, shard, model, effect }),
    clearCooldown: (accountId, shard) =>
      orElse(async () => await store.clear({ processId, shard, accountId }), undefined),
    correctTokens: (userId, windows, delta) => correctTokens(store, userId, windows, delta),
    rememberResponse: (userId, responseId, accountId) =>
      orElse(async () => await store.rememberResponse(userId, responseId, accountId), undefined),
    findResponse: (userId, responseId) => orElse(async () => await store.findResponse(userId, responseId), null),
    accountLoads: (accounts) => orElse<AccountLoad[]>(async () => await accountLoads(store, accounts), []),
    customerLoads: (ids) => orElse<CustomerLoad[]>(async () => await customerLoads(store, ids), []),
    poolLoads: (pools) => orElse<PoolLoad[]>(async () => await poolLoads(store, pools), []),
    findSession: (session) => orElse(async () => await store.findSession(session), null),
    reevaluate: (poolId) => orElse(async () => await store.reevaluate(poolId), undefined),
    ping: () => orElse(async () => await store.ping(), false),
    async close() {
      waiting.closeAll()
      leases.stop()
      await leases.releaseAll()
      await store.close(processId)
    },
  }
}
