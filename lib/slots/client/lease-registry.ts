import type { Clock } from '../../clock'
import type { LeaseRenewal, SlotStore, StoreLimits } from '../store'
import type { SlotLease } from '../types'

export type LeasePlace = { kind: 'customer'; userId: string } | { kind: 'account'; shard: string }

type HeldLease = LeaseRenewal & { place: LeasePlace; epoch: string; lost: boolean }

export type LeaseRegistry = {
  /** Keeps a lease alive until it is released or lost. */
  hold(leaseId: string, place: LeasePlace, places: readonly string[], release: () => Promise<void>): SlotLease
  /** Renews all leases of this process in one go. */
  renewAll(): Promise<void>
  releaseAll(): Promise<void>
  stop(): void
  readonly size: number
}

const leasesPerCommand = 500
const commandsAtOnce = 200
const retryMs = 1_000

type RegistryOptions = { store: SlotStore; processId: string; limits: StoreLimits; clock: Clock }

function groupKey(place: LeasePlace): string {
  return place.kind === 'customer' ? `u:${place.userId}` : `s:${place.shard}`
}

/** Groups of leases that one command renews: one customer's or one shard's, of one epoch. */
function batches(leases: Iterable<HeldLease>): HeldLease[][] {
  const open = new Map<string, HeldLease[]>()
  const all: HeldLease[][] = []
  for (const lease of leases) {
    const key = `${groupKey(lease.place)} ${lease.epoch}`
    let batch = open.get(key)
    if (!batch || batch.length >= leasesPerCommand) {
      batch = []
      all.push(batch)
      open.set(key, batch)
    }
    batch.push(lease)
  }
  return all
}

/** Holds the leases of one process and renews them until they are given back. */
export function createLeaseRegistry(options: RegistryOptions): LeaseRegistry {
  const { store, processId, limits } = options
  const held = new Map<string, HeldLease>()
  const releases = new Map<string, () => Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function forget(leaseId: string): boolean {
    releases.delete(leaseId)
    return held.delete(leaseId)
  }

  async function renewBatch(batch: HeldLease[]): Promise<void> {
    const epoch = await store.freshEpoch()
    // Leases released since the batch was made must not be made anew.
    const leases = batch.filter((lease) => held.has(lease.leaseId))
    const first = leases[0]
    if (!first) return
    const command = { processId, leases, recreate: first.epoch !== epoch }
    const { place } = first
    const lost = new Set(
      place.kind === 'customer'
        ? await store.renewCustomer({ ...command, userId: place.userId })
        : await store.renewAccounts({ ...command, shard: place.shard }),
    )
    for (const lease of leases) {
      lease.epoch = epoch
      lease.lost ||= lost.has(lease.leaseId)
      if (lease.lost) forget(lease.leaseId)
    }
  }

  async function renewAll(): Promise<void> {
    const all = batches(held.values())
    let failed = false
    for (let i = 0; i < all.length; i += commandsAtOnce) {
      const results = await Promise.allSettled(all.slice(i, i + commandsAtOnce).map(renewBatch))
      failed ||= results.some((result) => result.status === 'rejected')
    }
    // The store may be back long before the next turn, and leases end meanwhile.
    if (failed) schedule(Math.min(retryMs, limits().renewMs))
  }

  function schedule(delayMs: number): void {
    if (isStopped) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      schedule(limits().renewMs)
      store.sweep()
      void renewAll()
    }, delayMs)
    timer.unref()
  }

  return {
    hold(leaseId, place, places, release) {
      const lease: HeldLease = { leaseId, place, places, epoch: store.epoch(), lost: false }
      held.set(leaseId, lease)
      const releaseOnce = async () => {
        if (!forget(leaseId)) return
        // A lease that can't be given back now ends by itself: nobody renews it any more.
        await release().catch(() => undefined)
      }
      releases.set(leaseId, releaseOnce)
      if (timer === undefined) schedule(limits().renewMs)
      return {
        leaseId,
        release: releaseOnce,
        get lost() {
          return lease.lost
        },
      }
    },
    renewAll,
    async releaseAll() {
      await Promise.all([...releases.values()].map(async (release) => await release()))
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
    get size() {
      return held.size
    },
  }
}
