import type { Clock } from '../../clock'
import type { LeaseRenewal, SlotStore, StoreLimits } from '../store'
import type { LeaseRegistry } from './lease-registry'
import type { WaitingRoom } from './waiting-room'

/** What the verbs of one process's client share. */
export type ClientContext = {
  store: SlotStore
  processId: string
  limits: StoreLimits
  clock: Clock
  leases: LeaseRegistry
  waiting: WaitingRoom
  seed: () => number
}

/** How long a caller is told to stay away when a queue is full: about one hand-over. */
export const busyRetryMs = 1_000

/** How often one call may enter a queue anew because its ticket was lost with the store's memory. */
export const maxRejoins = 5

/** Takes over a handed-over lease; false when the hand-over came too late and went on to another. */
export async function confirmLease(
  renew: (leases: readonly LeaseRenewal[]) => Promise<readonly string[]>,
  lease: LeaseRenewal,
): Promise<boolean> {
  return (await renew([lease])).length === 0
}
