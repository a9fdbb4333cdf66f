import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountSlotRequest, SlotLease, Slots } from '@/lib/slots'

const never = new AbortController().signal
setMaxListeners(0, never)

type Take = (slots: Slots, request: AccountSlotRequest) => Promise<SlotLease>

/** Waits its turn: woken when a slot is handed over. */
export const byQueue: Take = async (slots, request) => {
  const result = await slots.acquireAccountSlot(request, never)
  if (result.kind !== 'acquired') throw new Error(result.kind)
  return result.lease
}

/** Asks again and again, as the gateways of this kind do: after 100 ms, 1.5 times longer each time up to 2 s, ± 20 %. */
export const byPolling: Take = async (slots, request) => {
  let pauseMs = 100
  for (;;) {
    const result = await slots.acquireAccountSlot({ ...request, maxWaiting: 0 }, never)
    if (result.kind === 'acquired') return result.lease
    await sleep(pauseMs * (0.8 + 0.4 * Math.random()))
    pauseMs = Math.min(2_000, pauseMs * 1.5)
  }
}

export type FairnessRun = { name: string; floodStarts: number; trickleWaitsMs: number[]; idleShare: number }

/** One pool of two slots; A keeps 40 calls going, B sends one every 100 ms. What does B wait, and how long do slots stand idle? */
export async function runFlood(name: string, slots: Slots, base: AccountSlotRequest, take: Take): Promise<FairnessRun> {
  const startedAt = performance.now()
  const endsAt = startedAt + 4_000
  const busy = { slotMs: 0 }
  const trickleWaitsMs: number[] = []
  let floodStarts = 0
  const call = async (userId: string) => {
    const askedAt = performance.now()
    const lease = await take(slots, { ...base, userId })
    const gotAt = performance.now()
    await sleep(20)
    busy.slotMs += performance.now() - gotAt
    await lease.release()
    return gotAt - askedAt
  }
  const flood = Array.from({ length: 40 }, async () => {
    while (performance.now() < endsAt) {
      await call('a')
      floodStarts += 1
    }
  })
  const trickle: Promise<void>[] = []
  while (performance.now() < endsAt) {
    trickle.push(call('b').then((waitedMs) => void trickleWaitsMs.push(waitedMs)))
    await sleep(100)
  }
  await Promise.all([...flood, ...trickle])
  const idleShare = 1 - busy.slotMs / (2 * (performance.now() - startedAt))
  return { name, floodStarts, trickleWaitsMs, idleShare }
}

/** Both keep 20 calls going; the weights say 3:1. */
export async function runWeights(slots: Slots, base: AccountSlotRequest, take: Take) {
  const endsAt = performance.now() + 4_000
  const starts = { a: 0, b: 0 }
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const userId = i % 2 ? 'a' : 'b'
      while (performance.now() < endsAt) {
        const lease = await take(slots, { ...base, userId, weight: i % 2 ? 3 : 1 })
        starts[userId] += 1
        await sleep(5)
        await lease.release()
      }
    }),
  )
  return starts
}
