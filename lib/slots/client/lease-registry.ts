import { IdTable } from '../id-table'
import type { SlotStore, StoreLimits } from '../store'
import type { HeldLease, LeaseKeeper } from './held-lease'

export type LeaseRegistry = LeaseKeeper & {
  /** Keeps a lease alive until it is released or lost. */
  hold<L extends HeldLease>(lease: L): L
  /** Renews all leases of this process in one go. */
  renewAll(): Promise<void>
  releaseAll(): Promise<void>
  stop(): void
}

const leasesPerCommand = 500
const commandsAtOnce = 200
const retryMs = 1_000

type RegistryOptions = { store: SlotStore; processId: string; limits: StoreLimits }

/** Groups of leases that one command renews: one customer's or one shard's, of one epoch. */
function batches(leases: readonly HeldLease[]): HeldLease[][] {
  const open = new Map<string, HeldLease[]>()
  const all: HeldLease[][] = []
  for (const lease of leases) {
    const key = `${lease.group} ${lease.epoch}`
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
export function createLeaseRegistry({ store, processId, limits }: RegistryOptions): LeaseRegistry {
  const held = new IdTable<HeldLease>()
  const everyOne = () => held.entries().map(([, lease]) => lease)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function forget(lease: HeldLease): boolean {
    if (!lease.isHeld) return false
    lease.isHeld = false
    held.delete(lease.leaseId)
    return true
  }

  async function renewBatch(batch: HeldLease[]): Promise<void> {
    const epoch = await store.freshEpoch()
    // Leases released since the batch was made must not be made anew.
    const leases = batch.filter((lease) => lease.isHeld)
    const first = leases[0]
    if (!first) return
    const lost = new Set(await first.renew({ leases, recreate: first.epoch !== epoch }))
    for (const lease of leases) {
      lease.epoch = epoch
      lease.lost ||= lost.has(lease.leaseId)
      if (lease.lost) forget(lease)
    }
  }

  async function renewAll(): Promise<void> {
    const all = batches(everyOne())
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
    store,
    processId,
    forget,
    hold(lease) {
      held.set(lease.leaseId, lease)
      if (timer === undefined) schedule(limits().renewMs)
      return lease
    },
    renewAll,
    async releaseAll() {
      await Promise.all(everyOne().map((lease) => lease.release()))
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
