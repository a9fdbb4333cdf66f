import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateAlerts, previewAlert } from '@/lib/alerts'
import { prisma } from '@/lib/db/prisma'
import { defaultSlotLimits, slots } from '@/lib/slots'
import { skipsRedis, startTestRedis, type TestRedis } from '../../support/redis'
import { alertsForFile, expectFiresAndResolves, makeRule, openLabels } from './fixtures'

describe.skipIf(skipsRedis)('without its slot store', { timeout: 120_000 }, () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startTestRedis()
  })
  afterAll(async () => await redis.stop())
  alertsForFile(() => ({ REDIS_URL: redis.url }))

  // The first caller's limits hold: a short warm-up after the store lost its memory.
  beforeAll(() => void slots(() => ({ ...defaultSlotLimits, warmupMs: 200 })))

  const untilPing = async (wanted: boolean) =>
    await expect.poll(async () => await slots().ping(), { timeout: 60_000 }).toBe(wanted)
  const restart = async () => {
    redis = await startTestRedis({ port: redis.port })
    await untilPing(true)
  }

  it('store_unreachable fires and resolves', async () => {
    await untilPing(true)
    await expectFiresAndResolves({
      rule: { metric: 'store_unreachable', operator: 'above', threshold: 0 },
      label: 'slot_store',
      breakIt: async () => {
        await redis.kill()
        await untilPing(false)
      },
      mendIt: restart,
    })
  })

  it('what it alone knows neither fires nor resolves', async () => {
    const rule = await makeRule({ metric: 'waiting_calls', operator: 'above', threshold: 0 })
    await prisma().alertEvent.create({ data: { id: 'alert_open', ruleId: rule.id, label: 'pool_gone', value: 1 } })
    await redis.kill()
    await untilPing(false)
    expect(await evaluateAlerts({ nowMs: Date.now() })).toMatchObject({ unknown: 1, resolved: 0 })
    expect(await openLabels(rule.id)).toEqual(['pool_gone'])
    expect(await previewAlert({ metric: 'waiting_calls' })).toMatchObject({
      ...{ readings: [], error: 'the slot store does not answer' },
    })
    await restart()
    expect(await evaluateAlerts({ nowMs: Date.now() + 60_000 })).toMatchObject({ unknown: 0, resolved: 1 })
  })
})
