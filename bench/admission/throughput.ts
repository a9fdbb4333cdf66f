import { createMemorySlots, createRedisSlots, type Slots } from '@/lib/slots'
import { accountRequest, admit, benchLimits, byQueue, candidates, takeCustomer } from './calls'
import type { BenchRedis } from './redis-server'

export type Throughput = {
  store: 'memory' | 'redis'
  candidates: number
  /** One after the other. */
  aloneMs: number
  /** 64 at once, one process. */
  admissionsPerSecond: number
  scriptsPerSecond: number
}

const users = 500

async function measure(slots: Slots, count: number, scripts: () => Promise<number>, store: Throughput['store']) {
  const list = candidates(count, 0)
  for (let i = 0; i < 500; i++) await admit(slots, list, `usr_${i % users}`, null)
  const aloneFrom = performance.now()
  for (let i = 0; i < 1_500; i++) await admit(slots, list, `usr_${i % users}`, null)
  const aloneMs = (performance.now() - aloneFrom) / 1_500
  const [scriptsBefore, togetherFrom] = [await scripts(), performance.now()]
  await Promise.all(
    Array.from({ length: 64 }, async (_, worker) => {
      for (let i = 0; i < 150; i++) await admit(slots, list, `usr_${(worker * 31 + i) % users}`, null)
    }),
  )
  const seconds = (performance.now() - togetherFrom) / 1_000
  const scriptsPerSecond = ((await scripts()) - scriptsBefore) / seconds
  return { store, candidates: count, aloneMs, admissionsPerSecond: (64 * 150) / seconds, scriptsPerSecond }
}

/** Admissions a second on both stores, by the number of candidates. */
export async function measureThroughput(redis: BenchRedis): Promise<Throughput[]> {
  const all: Throughput[] = []
  for (const count of [1, 10, 100]) {
    const memory = createMemorySlots()
    all.push(await measure(memory, count, async () => 0, 'memory'))
    await memory.close()
    const shared = createRedisSlots({ url: redis.url, limits: () => benchLimits })
    all.push(await measure(shared, count, redis.scripts, 'redis'))
    await shared.close()
  }
  return all
}

async function countWaited(redis: BenchRedis, slots: Slots, one: ReturnType<typeof candidates>): Promise<number> {
  const held = await byQueue(slots, accountRequest(one, 'usr_first'))
  const before = await redis.scripts()
  const own = await takeCustomer(slots, 'usr_second')
  const waiting = byQueue(slots, accountRequest(one, 'usr_second'))
  while ((await redis.scripts()) < before + 2) await slots.ping()
  await held.release()
  const late = await waiting
  await Promise.all([late.release(), own.release()])
  // The other's release is not this request's.
  return (await redis.scripts()) - before - 1
}

export type CommandsPerRequest = { admitted: number; served: number; released: number; whenItWaited: number }

/** Script calls of one request, as Redis counts them: after each step, and of one that had to wait for its account. */
export async function countCommands(redis: BenchRedis): Promise<CommandsPerRequest> {
  const slots = createRedisSlots({
    url: redis.url,
    limits: () => ({ ...benchLimits, pollMs: 600_000, renewMs: 600_000 }),
  })
  const list = candidates(10, 1)
  const one = candidates(1, 1).map((each) => ({ ...each, accountId: 'acct_one' }))
  await admit(slots, list, 'usr_count', null)
  const before = await redis.scripts()
  const customer = await takeCustomer(slots, 'usr_count')
  const admitted = (await redis.scripts()) - before
  const account = await byQueue(slots, accountRequest(list, 'usr_count'))
  const served = (await redis.scripts()) - before
  await Promise.all([account.release(), customer.release()])
  const released = (await redis.scripts()) - before
  // The first time a script's text may have to be sent.
  await countWaited(redis, slots, one)
  const whenItWaited = await countWaited(redis, slots, one)
  await slots.close()
  return { admitted, served, released, whenItWaited }
}
