import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AccountCandidate,
  type AccountSlotRequest,
  defaultSlotLimits,
  type SlotLease,
  type Slots,
} from '@/lib/slots'

const never = new AbortController().signal
setMaxListeners(0, never)

/** As in production, but that a new store needs no renewals and a busy machine gets longer answers. */
export const benchLimits = { ...defaultSlotLimits, warmupMs: 0, commandTimeoutMs: 10_000 }

export function candidates(count: number, limit: number): AccountCandidate[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ accountId: `acct_${i}`, limit, priority: 50, upstreamModel: 'model-a' },
  }))
}

export function accountRequest(list: readonly AccountCandidate[], userId: string): AccountSlotRequest {
  return {
    ...{ requestId: 'req', userId, weight: 1, poolId: 'pool', shard: 's0', sessionKey: null, candidates: () => list },
    ...{ maxWaiting: 1_000, waitTimeoutMs: 300_000, stickyPatienceMs: 3_000, stickyTtlMs: 3_600_000 },
  }
}

export async function takeCustomer(slots: Slots, userId: string): Promise<SlotLease> {
  const result = await slots.acquireCustomerSlot(
    {
      ...{ requestId: 'req', userId, scopes: [{ kind: 'user', id: userId, limit: 100 }], maxWaiting: 20 },
      ...{ windows: [{ scope: 'user', id: userId, unit: 'requests', limitPerMinute: 10_000_000, cost: 1 }] },
      waitTimeoutMs: 30_000,
    },
    never,
  )
  if (result.kind !== 'acquired') throw new Error(result.kind)
  return result.lease
}

export type Take = (slots: Slots, request: AccountSlotRequest) => Promise<SlotLease>

/** Waits its turn: woken when a slot is handed over. */
export const byQueue: Take = async (slots, request) => {
  const result = await slots.acquireAccountSlot(request, never)
  if (result.kind !== 'acquired') throw new Error(result.kind)
  return result.lease
}

/** Asks again and again, as gateways of this kind do: after 100 ms, 1.5 times longer each time up to 2 s, ± 20 %. */
export const byPolling: Take = async (slots, request) => {
  let pauseMs = 100
  for (;;) {
    const result = await slots.acquireAccountSlot({ ...request, maxWaiting: 0 }, never)
    if (result.kind === 'acquired') return result.lease
    await sleep(pauseMs * (0.8 + 0.4 * Math.random()))
    pauseMs = Math.min(2_000, pauseMs * 1.5)
  }
}

/** One whole admission: rate window and customer's slot, an account's slot, both given back together. */
export async function admit(
  slots: Slots,
  list: readonly AccountCandidate[],
  userId: string,
  sessionKey: string | null,
): Promise<void> {
  const customer = await takeCustomer(slots, userId)
  const account = await byQueue(slots, { ...accountRequest(list, userId), sessionKey })
  await Promise.all([account.release(), customer.release()])
}
