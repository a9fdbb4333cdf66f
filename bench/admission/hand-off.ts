import { createMemorySlots, createRedisSlots, type SlotLease, type Slots } from '@/lib/slots'
import { accountRequest, benchLimits, byPolling, byQueue, candidates, type Take } from './calls'
import type { BenchRedis } from './redis-server'

export type HandOff = { name: string; latenciesMs: number[]; acquireCalls: number }

const waiters = 100

type Started = { lease: SlotLease; atMs: number }

function deferred(): { promise: Promise<Started>; resolve: (started: Started) => void } {
  let resolve: (started: Started) => void = () => undefined
  const promise = new Promise<Started>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

async function run(name: string, processes: Slots[], take: Take): Promise<HandOff> {
  let acquireCalls = 0
  const counted = processes.map(
    (slots): Slots => ({
      ...slots,
      acquireAccountSlot: (...args) => {
        acquireCalls += 1
        return slots.acquireAccountSlot(...args)
      },
    }),
  )
  const slotsOf = (i: number) => counted[i % counted.length] ?? counted[0]
  const base = accountRequest(candidates(1, 1), 'usr_first')
  const first = slotsOf(0)
  if (!first) throw new Error('no process')
  let lease = await byQueue(first, base)
  acquireCalls = 0
  let next = deferred()
  const waiting = Array.from({ length: waiters }, async (_, i) => {
    const taken = await take(slotsOf(i) ?? first, { ...base, userId: `usr_${i}` })
    next.resolve({ lease: taken, atMs: performance.now() })
  })
  // All have asked once, and those who queue wait.
  while (acquireCalls < waiters) await first.ping()
  await first.ping()
  const latenciesMs: number[] = []
  for (let i = 0; i < waiters; i++) {
    next = deferred()
    const releasedAtMs = performance.now()
    await Promise.all([lease.release(), next.promise])
    const started = await next.promise
    latenciesMs.push(started.atMs - releasedAtMs)
    lease = started.lease
  }
  await Promise.all(waiting)
  await lease.release()
  await Promise.all(processes.map(async (slots) => await slots.close()))
  return { name, latenciesMs, acquireCalls }
}

/** From a release to the next start while 100 wait: handed over, and by asking again. */
export async function measureHandOff(redis: BenchRedis): Promise<HandOff[]> {
  const shared = () => createRedisSlots({ url: redis.url, limits: () => benchLimits })
  return [
    await run('memory, handed over', [createMemorySlots()], byQueue),
    await run('Redis, handed over, two processes', [shared(), shared()], byQueue),
    await run('Redis, polling client', [shared(), shared()], byPolling),
  ]
}
