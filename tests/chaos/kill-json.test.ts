import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { startServer } from '../support/server'
import { randomOf } from './support/kill-rounds'
import { operatorOf } from './support/operator'
import { type OwnPostgres, startOwnPostgres } from './support/postgres'

const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)
const rounds = process.env['CHAOS'] === 'long' ? 12 : 3
const callers = 8

let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>
let database: OwnPostgres

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  database = await startOwnPostgres()
})
afterAll(async () => {
  await database?.remove()
  await simulator?.close()
})

type Answer = { requestId: string; outputTokens: number }

/** Asks one call after the other until the server is gone; tells the answers that arrived whole. */
async function askOn(url: string, key: string, tag: string, answers: Answer[]): Promise<void> {
  for (let n = 0; n < 20_000; n++) {
    try {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ model: 'sim-small', messages: [{ role: 'user', content: 'Count' }], max_tokens: 50 },
          metadata: { tag: `${tag}-${n}`, sim_tokens: String(1 + (n % 40)) },
        }),
      })
      const body = (await response.json()) as { usage?: { completion_tokens: number } }
      if (!response.ok || !body.usage) throw new Error(`${response.status} ${JSON.stringify(body)}`)
      const requestId = response.headers.get('x-request-id') ?? ''
      answers.push({ requestId, outputTokens: body.usage.completion_tokens })
    } catch (error) {
      if (error instanceof TypeError) return
      throw error
    }
  }
}

it(`kill -9 among busy JSON calls: every answer is charged as served, every served call has one record (seed ${seed}; TEST_SEED repeats it)`, {
  timeout: 300_000,
}, async () => {
  const random = randomOf(seed)
  const shared = { databaseUrl: database.url, simulatorUrl: simulator.url }
  let server = await startServer(shared)
  const { dataDirectory, cleanUp } = server
  const operator = operatorOf(server.url)
  await operator.call('PATCH', '/settings', { processLeaseMs: 10_000, storeWarmUpMs: 0 })
  const customer = await operator.customer(simulator.url)
  const answers: Answer[] = []
  const leased = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const { url } = server
    const asking = Array.from({ length: callers }, (_, n) => askOn(url, customer.key, `r${round}-${n}`, answers))
    const lessors = async () =>
      (await database.rows<{ id: string }>('SELECT process_id AS id FROM funding_leases')).filter(
        ({ id }) => !leased.has(id),
      )
    await expect.poll(async () => (await lessors()).length, { timeout: 30_000, interval: 100 }).toBe(1)
    for (const { id } of await lessors()) leased.add(id)
    await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 1_200)))
    await server.kill()
    await Promise.all(asking)
    server = await startServer({ ...shared, dataDirectory })
  }
  const last = operatorOf(server.url)
  // What had no row is replayed at the start; what had one is the sweeper's, one lease later.
  const served = (await (await fetch(`${simulator.url}/_sim/served?after=0`)).json()) as { data: object[] }
  await expect
    .poll(async () => (await last.records(customer.userId)).length, { timeout: 90_000, interval: 500 })
    .toBeGreaterThanOrEqual(served.data.length)
  const records = await last.records(customer.userId)
  const byId = new Map(records.map((record) => [record.requestId, record]))
  expect(byId.size).toBe(records.length)
  const wrong = answers.filter(({ requestId, outputTokens }) => {
    const record = byId.get(requestId)
    return record?.status !== 'completed' || record.outputTokens !== outputTokens || record.usageSource !== 'provider'
  })
  expect(wrong.map((answer) => ({ ...answer, record: byId.get(answer.requestId)?.status }))).toEqual([])
  expect(answers.length).toBeGreaterThan(rounds * 100)
  const { invariants, sumNanoUsd } = await last.invariants()
  expect(invariants.filter(({ holds }) => !holds)).toEqual([])
  expect(sumNanoUsd).toBe('0')
  await server.stop({ keep: true })
  await cleanUp()
})
