import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { startServer } from '../support/server'
import { openStream, operatorOf } from './support/operator'

const streams = 200
let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 40, firstTokenMs: 0 } })
})
afterAll(async () => await simulator.close())

describe('SIGTERM', () => {
  it('lets 200 running streams end, settles all of them and exits 0', async () => {
    const server = await startServer({ simulatorUrl: simulator.url, env: { DRAIN_DELAY: '0' } })
    const operator = operatorOf(server.url)
    const customer = await operator.customer(simulator.url)
    const opened = await Promise.all(
      Array.from({ length: streams }, (_, n) => openStream(server.url, customer.key, `stop-${n}`, 60)),
    )
    expect(opened.every(({ status }) => status === 200)).toBe(true)
    const code = await server.stop({ keep: true })
    const ends = await Promise.all(opened.map(({ whole }) => whole))
    expect(code).toBe(0)
    expect(ends.filter(({ text, broken }) => broken || !text.includes('response.completed'))).toHaveLength(0)
    const again = await startServer({
      simulatorUrl: simulator.url,
      databaseUrl: server.databaseUrl,
      dataDirectory: server.dataDirectory,
    })
    const records = await operatorOf(again.url).records(customer.userId)
    expect(records).toHaveLength(streams)
    expect(records.every(({ status, usageSource }) => status === 'completed' && usageSource === 'provider')).toBe(true)
    const { openHolds, invariants } = await operatorOf(again.url).invariants()
    expect(openHolds).toBe(0)
    expect(invariants.filter(({ holds }) => !holds)).toEqual([])
    await again.stop()
    await server.cleanUp()
  })

  it('says not ready at once while it drains', async () => {
    const server = await startServer({ simulatorUrl: simulator.url, env: { DRAIN_DELAY: '2' } })
    process.kill(server.pid, 'SIGTERM')
    await expect
      .poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 1_500, interval: 25 })
      .toBe(503)
    expect((await server.exited).code).toBe(0)
    await server.stop()
  })
})
