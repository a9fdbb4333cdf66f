import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { startServer, testManagementToken } from '../support/server'
import { brokenInvariants } from './support/kill-report'
import { keysFor } from './support/kill-rounds'
import { operatorOf } from './support/operator'
import { pacedCall } from './support/paced-call'
import { type OwnPostgres, startOwnPostgres } from './support/postgres'

/** `npm run test:chaos` keeps the database away for longer than a lease. */
const isLong = process.env['CHAOS'] === 'long'
const awayMs = isLong ? 45_000 : 4_000
const streams = isLong ? 60 : 20
const tokenMs = 50

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

type Row = { key_id: string; status: string; usage_source: string; output_tokens: number }
const records = `SELECT key_id, status::text, usage_source::text, output_tokens::int FROM usage_records
  WHERE key_id = ANY ($1) ORDER BY request_id`

/** What a person’s browser and an operator’s program hear. */
async function outsideOf(url: string): Promise<{ statuses: number[]; texts: string[] }> {
  const answers = await Promise.all([
    fetch(`${url}/pricing`, { headers: { accept: 'text/html' } }),
    fetch(`${url}/api/admin/v1/users`, { headers: { authorization: `Bearer ${testManagementToken}` } }),
  ])
  return {
    statuses: answers.map(({ status }) => status),
    texts: await Promise.all(answers.map(async (answer) => await answer.text())),
  }
}

it(`the database restarted, then away for ${awayMs / 1000} s, under load: streams go on, every call has one record, none is swept`, {
  timeout: isLong ? 600_000 : 400_000,
}, async () => {
  const server = await startServer({ databaseUrl: database.url, simulatorUrl: simulator.url })
  // Shorter than the long outage: a process that can't reach the database must not be taken for gone when it is back.
  await operatorOf(server.url).call('PATCH', '/settings', { processLeaseMs: 10_000 })
  const keys = await keysFor(server.url, simulator.url, streams + 2)
  const [spare, unseen, ...busy] = keys
  const short = { key: spare?.key ?? '', keyId: spare?.id ?? '', tokens: 2, tokenMs, chat: false }
  expect((await pacedCall(server.url, { tag: 'away-warm', ...short })).complete).toBe(true)
  const tokens = Math.ceil((awayMs + 20_000) / tokenMs)
  const running = busy.map(({ id, key }, index) =>
    pacedCall(server.url, { tag: `away-${id}`, key, keyId: id, tokens, tokenMs, chat: index % 4 === 3 }),
  )
  // All of them run, and each has been checkpointed once.
  const checkpointed = 'SELECT 1 FROM holds WHERE checkpoint_at IS NOT NULL'
  await expect
    .poll(async () => (await database.rows(checkpointed)).length, { timeout: 60_000, interval: 100 })
    .toBe(streams)
  await database.stop()
  await database.start()
  await sleep(1_500)
  await database.crash()
  const fromMs = Date.now()
  await sleep(awayMs / 2)
  const refused = await pacedCall(server.url, { tag: 'away-refused', ...short })
  // Nothing of this key is in any cache.
  const other = { ...short, key: unseen?.key ?? '', keyId: unseen?.id ?? '' }
  const unknown = await pacedCall(server.url, { tag: 'away-unseen', ...other })
  const outside = await outsideOf(server.url)
  await sleep(awayMs / 2)
  const untilMs = Date.now()
  await database.start()
  const calls = await Promise.all(running)
  expect([refused.status, unknown.status, ...outside.statuses]).toEqual([503, 503, 503, 503])
  for (const text of outside.texts) expect(text).toContain('The database can’t be reached')
  await expect.poll(async () => (await outsideOf(server.url)).statuses, { timeout: 30_000 }).toEqual([200, 200])
  // Each of them was answered on, from the first moments of the outage to its end, and came to its own end.
  for (const call of calls) {
    const meanwhile = call.seen.filter(({ atMs }) => atMs > fromMs + 500 && atMs < untilMs - 500)
    expect(call.complete, call.tag).toBe(true)
    expect(meanwhile.length, call.tag).toBeGreaterThan(0)
  }
  const ids = busy.map(({ id }) => id)
  await expect
    .poll(async () => (await database.rows(records, [ids])).length, { timeout: 60_000, interval: 250 })
    .toBe(streams)
  const rows = await database.rows<Row>(records, [ids])
  expect(new Set(rows.map(({ key_id: id }) => id)).size).toBe(streams)
  for (const row of rows)
    expect(row).toMatchObject({ status: 'completed', usage_source: 'provider', output_tokens: tokens })
  const operator = operatorOf(server.url)
  await expect.poll(async () => (await operator.invariants()).openHolds, { timeout: 30_000 }).toBe(0)
  expect(await brokenInvariants(database)).toEqual([])
  await server.stop()
})
