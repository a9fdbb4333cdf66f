import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisSlots, type Slots } from '@/lib/slots'
import { accountRequest, benchLimits, byPolling, byQueue, candidates, type Take } from './calls'
import type { BenchRedis } from './redis-server'

export type Wait = { atMs: number; waitedMs: number }
export type Flood = { name: string; floodStarts: number; trickle: Wait[]; idleShare: number }
export type Weights = {
  name: string /** Starts so far, each 250 ms. */
  series: { atMs: number; a: number; b: number }[]
}

const runMs = 8_000
const stepMs = 250

/** Two slots; A (weight 3) keeps 40 calls of 20 ms going, B (weight 1) sends one every 100 ms. */
async function flood(name: string, slots: Slots, take: Take): Promise<Flood> {
  const base = accountRequest(candidates(1, 2), 'a')
  const startedAt = performance.now()
  const trickle: Wait[] = []
  let [busyMs, floodStarts] = [0, 0]
  const call = async (userId: string, weight: number): Promise<Wait> => {
    const askedAt = performance.now()
    const lease = await take(slots, { ...base, userId, weight })
    const gotAt = performance.now()
    await sleep(20)
    busyMs += performance.now() - gotAt
    await lease.release()
    return { atMs: askedAt - startedAt, waitedMs: gotAt - askedAt }
  }
  const isOver = () => performance.now() - startedAt > runMs
  const flooding = Array.from({ length: 40 }, async () => {
    while (!isOver()) {
      await call('a', 3)
      floodStarts += 1
    }
  })
  const trickling: Promise<void>[] = []
  while (!isOver()) {
    trickling.push(call('b', 1).then((wait) => void trickle.push(wait)))
    await sleep(100)
  }
  await Promise.all([...flooding, ...trickling])
  return { name, floodStarts, trickle, idleShare: Math.max(0, 1 - busyMs / (2 * (performance.now() - startedAt))) }
}

/** Four slots; both keep 20 calls of 5 ms going; the weights say 3:1. */
async function weights(name: string, slots: Slots, take: Take): Promise<Weights> {
  const base = accountRequest(candidates(1, 4), 'a')
  const startedAt = performance.now()
  const starts = { a: 0, b: 0 }
  const series: Weights['series'] = []
  const isOver = () => performance.now() - startedAt > runMs
  const working = Array.from({ length: 40 }, async (_, i) => {
    const userId = i % 2 ? 'a' : 'b'
    while (!isOver()) {
      const lease = await take(slots, { ...base, userId, weight: i % 2 ? 3 : 1 })
      starts[userId] += 1
      await sleep(5)
      await lease.release()
    }
  })
  while (!isOver()) {
    await sleep(stepMs)
    series.push({ atMs: performance.now() - startedAt, ...starts })
  }
  await Promise.all(working)
  return { name, series }
}

/** Who is served when, by the fair queue and by clients that ask again. */
export async function measureFairness(redis: BenchRedis): Promise<{ floods: Flood[]; weights: Weights[] }> {
  const ways = [
    ['fair queue', byQueue],
    ['polling client', byPolling],
  ] as const
  const result: { floods: Flood[]; weights: Weights[] } = { floods: [], weights: [] }
  for (const [name, take] of ways) {
    const slots = createRedisSlots({ url: redis.url, limits: () => benchLimits })
    result.floods.push(await flood(name, slots, take))
    result.weights.push(await weights(name, slots, take))
    await slots.close()
  }
  return result
}
