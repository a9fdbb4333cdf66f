import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { createRedisSlots, type Slots } from '@/lib/slots'
import { skipsRedis } from '../../support/redis'
import { startTestRedisCluster, type TestRedisCluster } from '../../support/redis-cluster'
import { describeAccountSlots } from '../../unit/slots/account-behaviour'
import { describeCustomerSlots, quickLimits } from '../../unit/slots/behaviour'

describe.skipIf(skipsRedis)('slots shared through a cluster of three nodes', () => {
  let cluster: TestRedisCluster
  const processes: Slots[] = []
  const startProcess = () => {
    const node = cluster.nodes[processes.length % cluster.nodes.length]
    const url = `redis://${node?.host}:${node?.port}?cluster=true`
    const started = createRedisSlots({ url, limits: () => quickLimits })
    processes.push(started)
    return started
  }
  beforeAll(async () => {
    cluster = await startTestRedisCluster()
  })
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(async (each) => await each.close()))
  })
  afterAll(async () => await cluster.stop())

  describeCustomerSlots({ process: startProcess })
  describeAccountSlots({ process: startProcess })
})
