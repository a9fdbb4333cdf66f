import { Cluster, Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { skipsRedis, startTestRedis } from '../../support/redis'
import { startTestRedisCluster } from '../../support/redis-cluster'

describe.skipIf(skipsRedis)('the Redis that tests start', () => {
  it('is empty, answers, and forgets everything when it is killed and started again', async () => {
    const first = await startTestRedis()
    const client = new Redis(first.url)
    await client.set('a', '1')
    client.disconnect()
    await first.kill()
    const second = await startTestRedis({ port: first.port })
    const again = new Redis(second.url)
    expect(await again.get('a')).toBeNull()
    again.disconnect()
    await second.stop()
  })

  it('forms a cluster whose nodes share all slots', async () => {
    const cluster = await startTestRedisCluster()
    const client = new Cluster(cluster.nodes)
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
    await Promise.all(keys.map(async (key) => await client.set(key, key)))
    expect(await Promise.all(keys.map(async (key) => await client.get(key)))).toEqual(keys)
    client.disconnect()
    await cluster.stop()
  })
})
