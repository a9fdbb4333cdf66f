import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bus, createBus, everyId } from '@/lib/redis'
import { skipsRedis, startTestRedis, type TestRedis } from '../../support/redis'

async function until(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('did not happen in time')
    await sleep(5)
  }
}

describe('the bus within one process', () => {
  it('delivers at once, to every listener of the topic only, until it is unsubscribed', () => {
    const bus = createBus(undefined)
    const seen: string[] = []
    const stop = bus.subscribe('key', (id) => seen.push(`a:${id}`))
    bus.subscribe('key', () => {
      throw new Error('a broken listener')
    })
    bus.subscribe('key', (id) => seen.push(`b:${id}`))
    bus.subscribe('user', (id) => seen.push(`user:${id}`))
    bus.publish('key', '1')
    stop()
    bus.publish('key', '2')
    expect(seen).toEqual(['a:1', 'b:1', 'b:2'])
  })
})

describe.skipIf(skipsRedis)('the bus between processes', () => {
  let redis: TestRedis
  const buses: Bus[] = []
  beforeAll(async () => {
    redis = await startTestRedis()
    buses.push(createBus(redis.url), createBus(redis.url))
  })
  afterAll(async () => {
    for (const bus of buses) await bus.close()
    await redis.stop()
  })

  it('delivers own publications at once and not twice, others within a second, and says when some may be missing', async () => {
    const [first, second] = buses
    if (!first || !second) throw new Error('no buses')
    const own: string[] = []
    const other: string[] = []
    first.subscribe('key', (id) => own.push(id))
    second.subscribe('key', (id) => other.push(id))
    await until(() => {
      second.publish('key', 'probe')
      return own.includes('probe')
    })
    own.length = 0
    other.length = 0
    await sleep(100)
    own.length = 0
    first.publish('key', 'key_a b')
    expect(own).toEqual(['key_a b'])
    await until(() => other.includes('key_a b'), 1_000)
    await sleep(50)
    expect(own).toEqual(['key_a b'])

    const port = redis.port
    await redis.kill()
    redis = await startTestRedis({ port })
    await until(() => own.includes(everyId) && other.includes(everyId))
    other.length = 0
    first.publish('key', 'after')
    await until(() => other.includes('after'), 1_000)
  })
})
