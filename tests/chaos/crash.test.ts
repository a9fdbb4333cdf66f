import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { startServer } from '../support/server'
import { openStream, operatorOf } from './support/operator'

type Served = { id: string; tag: string | null; outputTokens: number }

const points = [
  'after_hold',
  'after_account_slot',
  'before_first_byte',
  'mid_stream',
  'in_settle',
  'after_settle',
] as const
let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 10, firstTokenMs: 0 } })
})
afterAll(async () => await simulator.close())

async function served(prefix: string): Promise<Served[]> {
  const answer = (await (await fetch(`${simulator.url}/_sim/served?after=0`)).json()) as { data: Served[] }
  return answer.data.filter(({ tag }) => tag?.startsWith(prefix))
}

describe('kill -9', () => {
  it.each(points)('at %s loses no request and charges none twice', async (point) => {
    const shared = await startServer({ simulatorUrl: simulator.url })
    const customer = await operatorOf(shared.url).customer(simulator.url)
    await shared.kill()
    const kept = { simulatorUrl: simulator.url, databaseUrl: shared.databaseUrl, dataDirectory: shared.dataDirectory }
    const crashing = await startServer({ ...kept, env: { TURNPIKE_CRASH_AT: point } })
    const calls = Array.from({ length: 10 }, (_, n) =>
      openStream(crashing.url, customer.key, `${point}-${n}`, 40)
        .then(({ whole }) => whole)
        .catch(() => null),
    )
    await crashing.exited
    await Promise.all(calls)
    const again = await startServer(kept)
    const operator = operatorOf(again.url)
    // The sweeper takes a dead process's holds after one lease.
    await expect.poll(async () => (await operator.invariants()).openHolds, { timeout: 90_000, interval: 500 }).toBe(0)
    const { invariants } = await operator.invariants()
    expect(invariants.filter(({ holds }) => !holds)).toEqual([])
    const records = await operator.records(customer.userId)
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(records.length)
    const known = new Set(records.flatMap(({ attempts }) => attempts.map(({ upstreamRequestId }) => upstreamRequestId)))
    const settled = records.filter(({ status }) => status === 'completed')
    const byId = new Map((await served(point)).map((entry) => [entry.id, entry]))
    for (const record of settled) {
      const upstream = byId.get(record.attempts.at(-1)?.upstreamRequestId ?? '')
      expect(record.outputTokens).toBe(upstream?.outputTokens)
    }
    expect(known.size).toBeGreaterThanOrEqual(settled.length)
    // Every call that reached the upstream was admitted, and every admitted one has its record.
    expect(records.length).toBeGreaterThanOrEqual((await served(point)).length)
    await again.stop()
    await shared.stop()
  })
})
