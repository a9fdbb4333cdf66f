import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { skipsRedis, startTestRedis, type TestRedis } from '../support/redis'
import { startServer, type TestServer } from '../support/server'
import { operatorOf } from './support/operator'

const maxRestingMiB = 150
const fewCalls = 300
/** Enough that the heap has grown well above the bound. */
const manyCalls = 4_000
const atOnce = 8
const settleMs = 3_000

const hasProc = fs.existsSync('/proc/self/status')

const residentMiB = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

async function call(url: string, key: string): Promise<number> {
  const response = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sim-small', input: 'hi', metadata: { sim_tokens: '4' } }),
  })
  await response.text()
  return response.status
}

describe.skipIf(skipsRedis || !hasProc)('a process with the gateway role alone', () => {
  let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>
  let redis: TestRedis
  let pages: TestServer
  let gateway: TestServer

  beforeAll(async () => {
    simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
    redis = await startTestRedis()
    const shared = { simulatorUrl: simulator.url, env: { REDIS_URL: redis.url } }
    pages = await startServer(shared)
    const env = { ...shared.env, ROLE: 'gateway' }
    gateway = await startServer({ ...shared, databaseUrl: pages.databaseUrl, env })
  })
  afterAll(async () => {
    await gateway.stop()
    await pages.stop()
    await redis.stop()
    await simulator.close()
  })

  async function answerAll(key: string, calls: number): Promise<void> {
    const statuses = new Set<number>()
    const one = async () => {
      for (let n = 0; n < calls / atOnce; n++) statuses.add(await call(gateway.url, key))
    }
    await Promise.all(Array.from({ length: atOnce }, one))
    expect([...statuses]).toEqual([200])
  }

  it(`rests below ${maxRestingMiB} MiB before its first call, after a few and after many`, async () => {
    await sleep(settleMs)
    expect(residentMiB(gateway.pid)).toBeLessThan(maxRestingMiB)
    const { key } = await operatorOf(pages.url).customer(simulator.url)
    await answerAll(key, fewCalls)
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(200)
    await sleep(settleMs)
    expect(residentMiB(gateway.pid)).toBeLessThan(maxRestingMiB)
    await answerAll(key, manyCalls)
    const rest = { timeout: 60_000, interval: 1_000 }
    await expect.poll(() => residentMiB(gateway.pid), rest).toBeLessThan(maxRestingMiB)
    await answerAll(key, atOnce)
  })
})
