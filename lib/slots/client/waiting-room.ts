import type { EndSignal } from '../../ending'
import type { CandidateSet, SlotStore, StoreLimits, StoreSignal } from '../store'

export type WaitPlace =
  | { kind: 'customer'; userId: string }
  | { kind: 'pool'; shard: string; poolId: string; candidates: () => CandidateSet }

/** How a wait ended. `isConfirmed`: the store already counts the lease as taken over. */
export type WaitOutcome =
  | { kind: 'granted'; isConfirmed: boolean; account: { accountId: string; sticky: boolean; probe: boolean } | null }
  | { kind: 'none_eligible'; retryAfterMs: number | null }
  | { kind: 'shed' | 'timeout' | 'cancelled' | 'gone' | 'unavailable' }

export type Waiter = {
  ticketId: string
  place: WaitPlace
  /** Waits for a signal, the time-out or the caller's leaving. */
  outcome(signal: EndSignal, timeoutMs: number, wakeAfterMs: number | null): Promise<WaitOutcome>
  /** Must be called on every way out. */
  leave(): void
}

export type WaitingRoom = {
  enter(ticketId: string, place: WaitPlace): Waiter
  signal(signal: StoreSignal): void
  /** Asks the store about all who wait in a pool (all of this process when it is undefined). */
  poll(poolId?: string): void
  closeAll(): void
  readonly size: number
}

type Entry = {
  ticketId: string
  place: WaitPlace
  settle(outcome: WaitOutcome): void
  failures: number
  isAsked: boolean
}

const maxPollFailures = 2

type RoomOptions = { store: SlotStore; processId: string; limits: StoreLimits; seed: () => number }

function groupsOf(entries: Iterable<Entry>): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (!entry.isAsked) continue
    const { place } = entry
    const key = place.kind === 'customer' ? `u:${place.userId}` : `p:${place.shard}:${place.poolId}`
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return groups
}

/** Asks the store what became of the tickets of one customer or pool. */
async function ask(options: RoomOptions, group: Entry[]): Promise<void> {
  const { store, processId } = options
  const place = group[0]?.place
  if (!place) return
  if (place.kind === 'customer') {
    const ticketIds = group.map((entry) => entry.ticketId)
    const states = await store.pollCustomer({ processId, userId: place.userId, ticketIds })
    group.forEach((entry, i) => {
      if (states[i] === 'granted') entry.settle({ kind: 'granted', isConfirmed: true, account: null })
      if (states[i] === 'gone') entry.settle({ kind: 'gone' })
    })
    return
  }
  const tickets = group.flatMap(({ ticketId: id, place: at }) =>
    at.kind === 'pool' ? [{ id, candidates: at.candidates() }] : [],
  )
  const { shard, poolId } = place
  const states = await store.pollPool({ processId, shard, poolId, tickets, seed: options.seed() })
  group.forEach((entry, i) => {
    const state = states[i]
    if (state?.kind === 'granted') entry.settle({ kind: 'granted', isConfirmed: true, account: state })
    else if (state && state.kind !== 'waiting') entry.settle(state)
  })
}

/** Who waits in this process: woken by signals, and by a slow poll as the safety net for lost ones. */
export function createWaitingRoom(options: RoomOptions): WaitingRoom {
  const entries = new Map<string, Entry>()
  let timer: NodeJS.Timeout | undefined

  async function askSafely(group: Entry[]): Promise<void> {
    try {
      await ask(options, group)
      for (const entry of group) entry.failures = 0
    } catch {
      // One lost answer is the next poll's business; after two the store counts as unreachable.
      for (const entry of group) {
        entry.failures += 1
        if (entry.failures >= maxPollFailures) entry.settle({ kind: 'unavailable' })
      }
    }
  }

  function poll(poolId?: string): void {
    const concerned = [...entries.values()].filter(
      ({ place }) => poolId === undefined || (place.kind === 'pool' && place.poolId === poolId),
    )
    for (const group of groupsOf(concerned).values()) void askSafely(group)
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      poll()
      if (entries.size > 0) schedule()
    }, options.limits().pollMs)
  }

  function leave(ticketId: string): void {
    entries.delete(ticketId)
    if (entries.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }

  function enter(ticketId: string, place: WaitPlace): Waiter {
    let settle: (outcome: WaitOutcome) => void = () => undefined
    const settled = new Promise<WaitOutcome>((resolve) => {
      settle = resolve
    })
    const entry: Entry = { ticketId, place, settle, failures: 0, isAsked: false }
    entries.set(ticketId, entry)
    return {
      ticketId,
      place,
      leave: () => leave(ticketId),
      async outcome(signal, timeoutMs, wakeAfterMs) {
        // Not asked about before the store has the ticket: it would say that it is gone.
        entry.isAsked = true
        schedule()
        const cancel = () => settle({ kind: 'cancelled' })
        const timeout = setTimeout(settle, timeoutMs, { kind: 'timeout' })
        const wake = wakeAfterMs === null ? undefined : setTimeout(() => void askSafely([entry]), wakeAfterMs)
        signal.addEventListener('abort', cancel, { once: true })
        if (signal.aborted) cancel()
        try {
          return await settled
        } finally {
          clearTimeout(timeout)
          clearTimeout(wake)
          signal.removeEventListener('abort', cancel)
        }
      },
    }
  }

  return {
    enter,
    signal(signal) {
      const entry = entries.get(signal.ticketId)
      if (signal.kind === 'shed') entry?.settle({ kind: 'shed' })
      else
        entry?.settle({
          kind: 'granted',
          isConfirmed: false,
          account: signal.kind === 'account_granted' ? signal : null,
        })
    },
    poll,
    closeAll() {
      for (const entry of entries.values()) entry.settle({ kind: 'unavailable' })
    },
    get size() {
      return entries.size
    },
  }
}
