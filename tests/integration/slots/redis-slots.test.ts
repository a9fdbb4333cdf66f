import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { createRedisSlots, type Slots } from '@/lib/slots'
import { skipsRedis, startTestRedis, type TestRedis } from '../../support/redis'
import { describeAccountSlots } from '../../unit/slots/account-behaviour'
import { describeCustomerSlots, quickLimits } from '../../unit/slots/behaviour'

describe.skipIf(skipsRedis)('slots shared through Redis', () => {
  let redis: TestRedis
  const processes: Slots[] = []
  const startProcess = () => {
    const started = createRedisSlots({ url: redis.url, limits: () => quickLimits })
    processes.push(started)
    return started
  }
  beforeAll(async () => {
    redis = await startTestRedis()
  })
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(async (each) => await each.close()))
  })
  afterAll(async () => await redis.stop())

  describeCustomerSlots({ process: startProcess })
  describeAccountSlots({ process: startProcess })
})
