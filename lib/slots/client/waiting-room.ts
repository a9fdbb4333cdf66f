import { IdTable } from '../id-table'
import type { SlotStore, StoreLimits, StoreSignal } from '../store'
import { Waiter, type WaitPlace } from './waiter'

export type WaitingRoom = {
  enter(ticketId: string, place: WaitPlace): Waiter
  signal(signal: StoreSignal): void
  /** Asks the store about all who wait in a pool (all of this process when it is undefined). */
  poll(poolId?: string): void
  closeAll(): void
}

const maxPollFailures = 2

type RoomOptions = { store: SlotStore; processId: string; limits: StoreLimits; seed: () => number }

function groupsOf(waiters: Iterable<Waiter>): Map<string, Waiter[]> {
  const groups = new Map<string, Waiter[]>()
  for (const waiter of waiters) {
    if (!waiter.isAsked) continue
    const { place } = waiter
    const key = place.kind === 'customer' ? `u:${place.userId}` : `p:${place.shard}:${place.poolId}`
    const group = groups.get(key)
    if (group) group.push(waiter)
    else groups.set(key, [waiter])
  }
  return groups
}

/** Asks the store what became of the tickets of one customer or pool. */
async function ask(options: RoomOptions, group: Waiter[]): Promise<void> {
  const { store, processId } = options
  const place = group[0]?.place
  if (!place) return
  if (place.kind === 'customer') {
    const ticketIds = group.map((waiter) => waiter.ticketId)
    const states = await store.pollCustomer({ processId, userId: place.userId, ticketIds })
    group.forEach((waiter, i) => {
      if (states[i] === 'granted') waiter.settle({ kind: 'granted', isConfirmed: true, account: null })
      if (states[i] === 'gone') waiter.settle({ kind: 'gone' })
    })
    return
  }
  const tickets = group.flatMap(({ ticketId: id, place: at }) =>
    at.kind === 'pool' ? [{ id, candidates: at.candidates() }] : [],
  )
  const { shard, poolId } = place
  const states = await store.pollPool({ processId, shard, poolId, tickets, seed: options.seed() })
  group.forEach((waiter, i) => {
    const state = states[i]
    if (state?.kind === 'granted') waiter.settle({ kind: 'granted', isConfirmed: true, account: state })
    else if (state && state.kind !== 'waiting') waiter.settle(state)
  })
}

/** Who waits in this process: woken by signals, and by a slow poll as the safety net for lost ones. */
export function createWaitingRoom(options: RoomOptions): WaitingRoom {
  const waiters = new IdTable<Waiter>()
  const everyone = () => waiters.entries().map(([, waiter]) => waiter)
  let timer: NodeJS.Timeout | undefined

  async function askSafely(group: Waiter[]): Promise<void> {
    try {
      await ask(options, group)
      for (const waiter of group) waiter.failures = 0
    } catch {
      // One lost answer is the next poll's business; after two the store counts as unreachable.
      for (const waiter of group) {
        waiter.failures += 1
        if (waiter.failures >= maxPollFailures) waiter.settle({ kind: 'unavailable' })
      }
    }
  }

  function poll(poolId?: string): void {
    const concerned = everyone().filter(
      ({ place }) => poolId === undefined || (place.kind === 'pool' && place.poolId === poolId),
    )
    for (const group of groupsOf(concerned).values()) void askSafely(group)
  }

  function watch(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      poll()
      if (waiters.size > 0) watch()
    }, options.limits().pollMs)
  }

  function remove(waiter: Waiter): void {
    waiters.delete(waiter.ticketId)
    if (waiters.size > 0 || timer === undefined) return
    clearTimeout(timer)
    timer = undefined
  }

  const room = { ask: (waiter: Waiter) => void askSafely([waiter]), watch, remove }

  return {
    enter(ticketId, place) {
      const waiter = new Waiter(room, ticketId, place)
      waiters.set(ticketId, waiter)
      return waiter
    },
    signal(signal) {
      const waiter = waiters.get(signal.ticketId)
      if (signal.kind === 'shed') waiter?.settle({ kind: 'shed' })
      else
        waiter?.settle({
          kind: 'granted',
          isConfirmed: false,
          account: signal.kind === 'account_granted' ? signal : null,
        })
    },
    poll,
    closeAll() {
      for (const waiter of everyone()) waiter.settle({ kind: 'unavailable' })
    },
  }
}
