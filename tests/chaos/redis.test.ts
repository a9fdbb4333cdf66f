import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { testFolderPrefix } from '../support/provided-context'
import { skipsRedis, startTestRedis, type TestRedis } from '../support/redis'
import { startServer, type TestServer } from '../support/server'
import { childrenOf, metricOf } from './support/observe'
import { type Customer, openStream, operatorOf } from './support/operator'

const limit = 4
/** So short that a lost memory and a dead process are over within seconds. */
const quickSettings = { storeWarmUpMs: 3_000, slotRenewMs: 1_000, slotLeaseTtlMs: 5_000 }
const patience = { timeout: 60_000, interval: 100 }

let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>
let redis: TestRedis
let directory: string
let pages: TestServer
let gateway: TestServer
let customer: Customer

const running = async (server: TestServer) =>
  await metricOf(server.url, 'turnpike_customer_running', { customer: customer.userId })

/** What a call with no time to wait is answered. */
async function status(server: TestServer, key: string): Promise<number> {
  const response = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sim-small', input: 'hi', metadata: { sim_tokens: '1' } }),
  })
  await response.text()
  return response.status
}

const open = (server: TestServer, tag: string, tokens: number) => openStream(server.url, customer.key, tag, tokens)

async function expectWhole(streams: readonly Awaited<ReturnType<typeof openStream>>[]): Promise<void> {
  expect(streams.map((stream) => stream.status)).toEqual(streams.map(() => 200))
  for (const { text, broken } of await Promise.all(streams.map(({ whole }) => whole))) {
    expect(broken).toBe(false)
    expect(text).toContain('response.completed')
  }
}

/** Nothing is left in slots and queues, as either process sees it, and the books are right. */
async function expectNothingTaken(): Promise<void> {
  for (const server of [pages, gateway]) await expect.poll(async () => await running(server), patience).toBeUndefined()
  const account = await metricOf(gateway.url, 'turnpike_pool_running', { pool: customer.poolId })
  expect(account).toBe(0)
  expect(await metricOf(gateway.url, 'turnpike_pool_waiting', { pool: customer.poolId })).toBe(0)
  expect((await operatorOf(pages.url).invariants()).invariants.filter(({ holds }) => !holds)).toEqual([])
}

describe.skipIf(skipsRedis)('two servers at one Redis', () => {
  beforeAll(async () => {
    simulator = await startUpstreamSimulator({ pace: { tokenMs: 100, firstTokenMs: 0 } })
    directory = fs.mkdtempSync(path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-aof-`))
    redis = await startTestRedis()
    const shared = { simulatorUrl: simulator.url, env: { REDIS_URL: redis.url } }
    pages = await startServer(shared)
    const role = { ROLE: 'gateway', WORKERS: '2' }
    gateway = await startServer({ ...shared, databaseUrl: pages.databaseUrl, env: { ...shared.env, ...role } })
    await operatorOf(pages.url).call('PATCH', '/settings', quickSettings)
  })
  beforeEach(async () => {
    customer = await operatorOf(pages.url).customer(simulator.url, limit)
  })
  afterEach(async () => await expectNothingTaken())
  afterAll(async () => {
    await gateway.stop()
    await pages.stop()
    await redis.stop()
    await simulator.close()
    fs.rmSync(directory, { recursive: true, force: true })
  })

  /** Takes the whole limit on both servers, kills Redis, and starts it again as told; ends when all that ran has ended. */
  async function loseRedis(flags: string[]): Promise<void> {
    const other = await operatorOf(pages.url).customer(simulator.url)
    const streams = await Promise.all(
      [pages, gateway, pages, gateway].map((server, n) => open(server, `lost-${n}`, 120)),
    )
    for (const server of [pages, gateway]) await expect.poll(async () => await running(server), patience).toBe(limit)
    const { port } = redis
    await redis.kill()
    for (const server of [pages, gateway]) {
      await expect.poll(async () => await status(server, other.key), patience).toBe(503)
    }
    redis = await startTestRedis({ port, flags })
    const seen = new Set<number>()
    for (const server of [pages, gateway]) {
      const answer = async () => {
        const code = await status(server, other.key)
        seen.add(code)
        return code
      }
      await expect.poll(answer, patience).toBe(200)
    }
    expect([...seen].filter((code) => code !== 200 && code !== 503)).toEqual([])
    // Everything that ran before is counted again: the next call has to wait for one of them.
    expect(await running(pages)).toBe(limit)
    expect(await running(gateway)).toBe(limit)
    let ended = 0
    for (const { whole } of streams) void whole.then(() => ended++)
    const late = await open(gateway, 'late', 2)
    await late.whole
    expect(ended).toBeGreaterThan(0)
    await expectWhole([...streams, late])
    await expect.poll(async () => (await operatorOf(pages.url).invariants()).openHolds, patience).toBe(0)
  }

  it('that is restarted empty: what runs ends whole, new calls get 503 until it is back, no limit is passed', async () => {
    await loseRedis([])
  })

  it('that is restarted with its data: the same, and it admits again at once', async () => {
    const flags = ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', directory]
    const { port } = redis
    await redis.kill()
    redis = await startTestRedis({ port, flags })
    for (const server of [pages, gateway])
      await expect.poll(async () => await status(server, customer.key), patience).toBe(200)
    const before = await redis.client.hget('gw:epoch:{e0}:mark', 'mark')
    await loseRedis(flags)
    expect(await redis.client.hget('gw:epoch:{e0}:mark', 'mark')).toBe(before)
  })

  it('lose one worker by kill -9: nothing of the others breaks, its slots are free again within a lease time', async () => {
    const workers = childrenOf(gateway.pid)
    expect(workers).toHaveLength(2)
    const own = await open(pages, 'own', 40)
    const shared = await Promise.all([0, 1, 2].map((n) => open(gateway, `shared-${n}`, 40)))
    await expect.poll(async () => await running(pages), patience).toBe(limit)
    process.kill(workers[0] ?? 0, 'SIGKILL')
    const ends = await Promise.all(shared.map(({ whole }) => whole))
    await expectWhole([own])
    // Connections are spread over the workers: the dead one's broke, each of the other's is whole.
    for (const { text, broken } of ends) expect(broken || text.includes('response.completed')).toBe(true)
    await expect.poll(async () => await running(pages), patience).toBeUndefined()
    await expect.poll(() => childrenOf(gateway.pid).length, patience).toBe(2)
    for (const server of [pages, gateway]) expect(await status(server, customer.key)).toBe(200)
  })

  it('lose a whole server by kill -9: the other goes on as if nothing had happened', async () => {
    const own = await Promise.all([0, 1].map((n) => open(pages, `stays-${n}`, 60)))
    const gone = await Promise.all([0, 1].map((n) => open(gateway, `goes-${n}`, 60)))
    await expect.poll(async () => await running(pages), patience).toBe(limit)
    const workers = childrenOf(gateway.pid)
    await gateway.kill()
    for (const pid of workers) process.kill(pid, 'SIGKILL')
    await Promise.all(gone.map(({ whole }) => whole))
    // The dead server's slots come back within one lease time, while the others' are still held.
    const late = await open(pages, 'late', 2)
    await expectWhole([...own, late])
    const env = { REDIS_URL: redis.url, ROLE: 'gateway', WORKERS: '2' }
    gateway = await startServer({ simulatorUrl: simulator.url, databaseUrl: pages.databaseUrl, env })
    expect(await status(gateway, customer.key)).toBe(200)
  })
})
