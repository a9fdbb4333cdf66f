import { spawn, spawnSync } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AccountCandidate,
  type AccountSlotRequest,
  createMemorySlots,
  createRedisSlots,
  defaultSlotLimits,
  type SlotLease,
  type Slots,
} from '@/lib/slots'
import { byPolling, byQueue, runFlood, runWeights } from './sim-scheduling-fairness'

const never = new AbortController().signal
setMaxListeners(0, never)
const lines: string[] = []

function print(text: string): void {
  console.log(text)
  lines.push(text)
}

function table(head: string[], rows: (string | number)[][]): void {
  const toRow = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  print([toRow(head), toRow(head.map(() => '---')), ...rows.map(toRow), ''].join('\n'))
}

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)
}

function candidates(count: number, limit: number): AccountCandidate[] {
  return Array.from({ length: count }, (_, i) => ({
    accountId: `acct_${i}`,
    limit,
    priority: 50,
    upstreamModel: 'model-a',
  }))
}

function request(list: readonly AccountCandidate[], userId: string): AccountSlotRequest {
  return {
    ...{ requestId: 'req', userId, weight: 1, poolId: 'pool', shard: 's0', sessionKey: null, candidates: () => list },
    ...{ maxWaiting: 1_000, waitTimeoutMs: 60_000, stickyPatienceMs: 3_000, stickyTtlMs: 3_600_000 },
  }
}

/** One whole admission: rate window and customer's slot, account's slot, both given back. */
async function admission(slots: Slots, list: readonly AccountCandidate[], userId: string, sessionKey: string | null) {
  const customer = await slots.acquireCustomerSlot(
    {
      ...{ requestId: 'req', userId, scopes: [{ kind: 'user', id: userId, limit: 5 }], maxWaiting: 20 },
      ...{ windows: [{ scope: 'user', id: userId, unit: 'requests', limitPerMinute: 600, cost: 1 }] },
      waitTimeoutMs: 30_000,
    },
    never,
  )
  const account = await slots.acquireAccountSlot({ ...request(list, userId), sessionKey }, never)
  if (customer.kind !== 'acquired' || account.kind !== 'acquired') throw new Error(`${customer.kind} ${account.kind}`)
  await account.lease.release()
  await customer.lease.release()
}

async function costOf(customers: number, accounts: number): Promise<(string | number)[]> {
  const slots = createMemorySlots()
  const list = candidates(accounts, 10)
  for (let i = 0; i < customers; i++) await admission(slots, list.slice(0, 2), `usr_${i}`, 'session')
  const rounds = accounts >= 1_000 ? 5_000 : 20_000
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) await admission(slots, list, `usr_${(i * 7_919) % customers}`, null)
  const { user, system } = process.cpuUsage(before)
  const microseconds = (user + system) / rounds
  await slots.close()
  return [customers, accounts, microseconds.toFixed(1)]
}

async function handOff(makeSlots: () => Slots, take: typeof byQueue): Promise<{ latencies: number[]; calls: number }> {
  const slots = makeSlots()
  let calls = 0
  const counted: Slots = {
    ...slots,
    acquireAccountSlot: (...args) => {
      calls += 1
      return slots.acquireAccountSlot(...args)
    },
  }
  const base = request(candidates(1, 1), 'usr_0')
  let lease = await byQueue(slots, base)
  const started: { lease: SlotLease; at: number }[] = []
  const waiting = Array.from({ length: 100 }, async (_, i) => {
    const taken = await take(counted, { ...base, userId: `usr_${i}` })
    started.push({ lease: taken, at: performance.now() })
  })
  await sleep(200)
  const latencies: number[] = []
  for (let i = 0; i < 100; i++) {
    const releasedAt = performance.now()
    await lease.release()
    while (started.length <= i) await sleep(0)
    const next = started[i]
    if (!next) break
    latencies.push(next.at - releasedAt)
    lease = next.lease
  }
  await Promise.all(waiting)
  await lease.release()
  await slots.close()
  return { latencies, calls }
}

async function withRedis(work: (url: string) => Promise<void>): Promise<void> {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0) {
    print('redis-server is not installed: its rows are left out.\n')
    return
  }
  const port = 20_000 + (process.pid % 20_000)
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', flags, { stdio: 'ignore' })
  try {
    await sleep(300)
    await work(`redis://127.0.0.1:${port}`)
  } finally {
    server.kill()
  }
}

const quick = { ...defaultSlotLimits, warmupMs: 0, commandTimeoutMs: 5_000 }

async function benchCost(): Promise<void> {
  print('## Cost of one admission (in-process store)\n')
  print(
    'Rate window, customer slot, account slot, both given back; µs of processor time. Customers have a bound session each.\n',
  )
  const rows = []
  for (const customers of [1_000, 10_000, 100_000]) rows.push(await costOf(customers, 50))
  for (const accounts of [10, 100, 1_000]) rows.push(await costOf(100_000, accounts))
  table(['customers', 'candidates', 'µs'], rows)
}

async function benchRedis(url: string): Promise<void> {
  const slots = createRedisSlots({ url, limits: () => quick })
  const list = candidates(10, 50)
  await admission(slots, list, 'usr_0', null)
  const one = performance.now()
  for (let i = 0; i < 2_000; i++) await admission(slots, list, `usr_${i % 500}`, null)
  const alone = (performance.now() - one) / 2_000
  const many = performance.now()
  await Promise.all(
    Array.from({ length: 64 }, async (_, worker) => {
      for (let i = 0; i < 150; i++) await admission(slots, list, `usr_${(worker * 31 + i) % 500}`, null)
    }),
  )
  const together = (64 * 150 * 1_000) / (performance.now() - many)
  await slots.close()
  print('## Redis: 10 candidates, four commands an admission (two in the path, two releases)\n')
  table(['one after the other, ms each', '64 at once, admissions/s'], [[alone.toFixed(2), Math.round(together)]])
}

async function benchHandOff(url: string | null): Promise<void> {
  print('## From release to the next start, 100 waiting (ms)\n')
  const rows: (string | number)[][] = []
  const run = async (name: string, makeSlots: () => Slots, take: typeof byQueue) => {
    const { latencies, calls } = await handOff(makeSlots, take)
    rows.push([name, percentile(latencies, 0.5), percentile(latencies, 0.95), percentile(latencies, 1), calls])
  }
  await run('in-process, handed over', () => createMemorySlots(), byQueue)
  if (url) await run('Redis, handed over', () => createRedisSlots({ url, limits: () => quick }), byQueue)
  await run('in-process, polling client', () => createMemorySlots(), byPolling)
  table(['', 'p50', 'p95', 'max', 'acquire calls for 100 starts'], rows)
}

async function benchFairness(): Promise<void> {
  print('## Fairness: A keeps 40 calls of 20 ms going on 2 slots, B sends one each 100 ms (4 s)\n')
  const rows = []
  for (const [name, take] of [
    ['fair queue', byQueue],
    ['polling client', byPolling],
  ] as const) {
    const slots = createMemorySlots()
    const run = await runFlood(name, slots, request(candidates(1, 2), 'a'), take)
    const waits = run.trickleWaitsMs
    const idle = `${(run.idleShare * 100).toFixed(0)} %`
    rows.push([
      name,
      run.floodStarts,
      waits.length,
      percentile(waits, 0.5),
      percentile(waits, 0.95),
      percentile(waits, 1),
      idle,
    ])
    await slots.close()
  }
  table(['', "A's starts", "B's starts", "B's wait p50 ms", 'p95', 'max', 'slots idle'], rows)
  print('## Weights 3:1, both flooding (4 s)\n')
  const weights = []
  for (const [name, take] of [
    ['fair queue', byQueue],
    ['polling client', byPolling],
  ] as const) {
    const slots = createMemorySlots()
    const { a, b } = await runWeights(slots, request(candidates(1, 4), 'a'), take)
    weights.push([name, a, b, (a / b).toFixed(2)])
    await slots.close()
  }
  table(['', 'A (3)', 'B (1)', 'ratio'], weights)
}

print('# Scheduling, simulated\n')
print(
  `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}, load ${os.loadavg()[0]?.toFixed(1)} at start.\n`,
)
await benchCost()
await withRedis(benchRedis)
let reached: string | null = null
await withRedis(async (url) => {
  reached = url
  await benchHandOff(url)
})
if (reached === null) await benchHandOff(null)
await benchFairness()
writeFileSync('bench/results/sim-scheduling.md', `${lines.join('\n')}`)
process.exit(0)
