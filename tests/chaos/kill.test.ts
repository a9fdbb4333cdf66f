import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { skipsRedis, startTestRedis, type TestRedis } from '../support/redis'
import { startServer } from '../support/server'
import { brokenInvariants, reportRounds, tableOf } from './support/kill-report'
import { keysFor, type PlayedRound, planRounds, playRound, randomOf } from './support/kill-rounds'
import { operatorOf } from './support/operator'
import { type OwnPostgres, startOwnPostgres } from './support/postgres'

/** `npm run test:chaos` plays more and longer. */
const isLong = process.env['CHAOS'] === 'long'
const rounds = Number(process.env['CHAOS_ROUNDS'] ?? (isLong ? 20 : 4))
const streams = Number(process.env['CHAOS_STREAMS'] ?? (isLong ? 100 : 20))
const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)
const checkpointMs = 1_000
/** A busy machine is late with everything; what is bounded is bounded by the checkpoint, not by luck. */
const graceMs = isLong ? 10_000 : 30_000

let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>
let database: OwnPostgres
let redis: TestRedis | undefined

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  database = await startOwnPostgres()
  if (!skipsRedis) redis = await startTestRedis()
})
afterAll(async () => {
  await redis?.stop()
  await database?.remove()
  await simulator?.close()
})

function say(text: string): void {
  process.stdout.write(`${text}\n`)
  const file = process.env['CHAOS_REPORT']
  if (file) fs.writeFileSync(file, `${text}\n`)
}

it.skipIf(skipsRedis)(
  `kill -9 of ${streams} streams at ${rounds} instants: nothing billed twice, nothing missing, at most one checkpoint lost (seed ${seed}; TEST_SEED repeats it)`,
  {
    timeout: isLong ? 1_500_000 : 600_000,
  },
  async () => {
    const random = randomOf(seed)
    const shared = { databaseUrl: database.url, simulatorUrl: simulator.url }
    const first = await startServer({ ...shared, env: { REDIS_URL: redis?.url } })
    const kept = { ...shared, dataDirectory: first.dataDirectory }
    await operatorOf(first.url).call('PATCH', '/settings', { processLeaseMs: 10_000, checkpointMs, storeWarmUpMs: 0 })
    const keys = await keysFor(first.url, simulator.url, streams)
    await first.kill()
    const played: PlayedRound[] = []
    for (const [n, round] of planRounds(rounds, streams, random).entries()) {
      // Gateways alone start in a moment; they share their slots, so they need a Redis.
      const crash = round.crashAt ? { TURNPIKE_CRASH_AT: round.crashAt } : {}
      const server = await startServer({ ...kept, env: { ROLE: 'gateway', REDIS_URL: redis?.url, ...crash } })
      played.push(await playRound(round, n, server, database, keys, random))
      expect(await brokenInvariants(database), round.name).toEqual([])
    }
    const last = await startServer({ ...kept, env: { REDIS_URL: redis?.url } })
    const operator = operatorOf(last.url)
    // One lease after the last process was heard of, the sweeper settles what it left.
    await expect.poll(async () => (await operator.invariants()).openHolds, { timeout: 90_000, interval: 500 }).toBe(0)
    const { invariants, sumNanoUsd } = await operator.invariants()
    const reports = await reportRounds(played, database, simulator.url)
    say(`Seed ${seed}, ${rounds} rounds of ${streams} streams.\n\n${tableOf(reports)}`)
    expect(invariants.filter(({ holds }) => !holds)).toEqual([])
    expect(await brokenInvariants(database)).toEqual([])
    expect(sumNanoUsd).toBe('0')
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([])
    expect(reports.filter(({ twice, missing }) => twice + missing > 0)).toEqual([])
    for (const { round, lateMs, awayMs } of reports)
      expect(lateMs, round).toBeLessThanOrEqual(checkpointMs + awayMs + graceMs)
    expect(reports.reduce((sum, { interrupted }) => sum + interrupted, 0)).toBeGreaterThan(0)
    expect(reports.reduce((sum, { completed }) => sum + completed, 0)).toBeGreaterThan(0)
    await last.stop()
    await first.cleanUp()
  },
)
