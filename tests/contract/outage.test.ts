import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { env } from '@/lib/env'
import { createId } from '@/lib/ids'
import { updateSettings } from '@/lib/settings'
import { slots } from '@/lib/slots'
import { skipsRedis, startTestRedis, type TestRedis } from '../support/redis'
import { setTestEnvironment } from '../support/test-environment'
import { door, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, jsonOf, send } from './support/raw-http'

let redis: TestRedis | undefined
beforeAll(async () => {
  if (skipsRedis) return
  redis = await startTestRedis()
  setTestEnvironment({ REDIS_URL: redis.url })
})
const gateway = useGateway()
// A store that is new to this process admits nobody until it has warmed up.
beforeAll(async () => {
  await updateSettings(systemContext('contract-test'), { storeWarmUpMs: 0 })
  await vi.waitFor(async () => expect(await admits()).toBe(true), {
    timeout: 20_000,
    interval: 200,
  })
})
afterAll(async () => {
  setTestEnvironment({ REDIS_URL: undefined })
  await redis?.stop()
})

const body = { model: 'sim-small', input: 'hi' }

async function admits(): Promise<boolean> {
  const id = createId('request')
  const request = { requestId: id, userId: id, scopes: [], windows: [], maxWaiting: 0, waitTimeoutMs: 0 }
  const result = await slots().acquireCustomerSlot(request, new AbortController().signal)
  if (result.kind === 'acquired') await result.lease.release()
  return result.kind === 'acquired'
}

/** Takes this file's own database away: nobody may connect, and who is connected is thrown out. */
async function databaseAway(isAway: boolean): Promise<void> {
  const name = new URL(env().databaseUrl).pathname.slice(1)
  const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') })
  await admin.connect()
  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${!isAway}`)
  if (isAway) await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  await admin.end()
}

describe(`The database away, through the ${door} door`, () => {
  it('new calls are 503 and free, a running stream ends properly, and its settlement is there once it is back', async () => {
    const tenant = await gateway.tenant()
    const warm = await send(`${gateway.url}/v1/responses`, { headers: { authorization: `Bearer ${tenant.key}` }, body })
    expect(warm.status).toBe(200)
    const { data, response } = await tenant.openai.responses
      .create({ ...body, stream: true, metadata: { sim_tokens: '40', sim_token_ms: '50' } })
      .withResponse()
    let refused: Awaited<ReturnType<typeof send>> | null = null
    let last = ''
    const tag = createId('request')
    for await (const event of data) {
      last = event.type
      if (event.type !== 'response.output_text.delta' || refused) continue
      await databaseAway(true)
      refused = await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { ...body, metadata: { tag } },
      })
    }
    expect(last).toBe('response.completed')
    await databaseAway(false)
    expect(refused?.status, refused?.text).toBe(503)
    expect(refused?.headers['x-turnpike-error']).toBe('overloaded')
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(await gateway.served(tag)).toHaveLength(0)
    await vi.waitFor(async () => await pool().query('SELECT 1'), { timeout: 10_000 })
    const record = await vi.waitFor(() => gateway.record(response.headers.get('x-request-id') ?? ''), {
      timeout: 20_000,
    })
    expect(record).toMatchObject({ status: 'completed', outputTokens: 40, usageSource: 'provider' })
    await expectNothingTaken(tenant)
  }, 60_000)
})

describe(`A ledger away for too long, through the ${door} door`, () => {
  it('ends running streams with an error of the protocol; what they used is charged once it is back', async () => {
    await updateSettings(systemContext('contract-test'), { databaseOutageMs: 500, checkpointMs: 50 })
    const tenant = await gateway.tenant()
    const { data, response } = await tenant.openai.responses
      .create({ ...body, stream: true, metadata: { sim_tokens: '4000', sim_token_ms: '10' } })
      .withResponse()
    let isAway = false
    const ended = (async () => {
      for await (const event of data) {
        if (event.type === 'response.failed') return event.response.error
        if (event.type !== 'response.output_text.delta' || isAway) continue
        isAway = true
        await databaseAway(true)
      }
      return null
    })()
    expect(await ended).toMatchObject({ code: 'server_is_overloaded' })
    await databaseAway(false)
    await vi.waitFor(async () => await pool().query('SELECT 1'), { timeout: 10_000 })
    const record = await vi.waitFor(() => gateway.record(response.headers.get('x-request-id') ?? ''), {
      timeout: 20_000,
    })
    expect(record).toMatchObject({ status: 'truncated', endReason: 'database_away', usageSource: 'estimated' })
    expect(record.chargedNanoUsd).toBeGreaterThan(0n)
    await expectNothingTaken(tenant)
    await updateSettings(systemContext('contract-test'), { databaseOutageMs: null, checkpointMs: null })
  }, 60_000)
})

describe.skipIf(skipsRedis)(`The slot store away, through the ${door} door`, () => {
  it('is 503 overloaded with Retry-After: never a 429, never a free call; and /readyz says which part', async () => {
    const tenant = await gateway.tenant()
    const call = (extra: Record<string, unknown> = {}) =>
      send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { ...body, ...extra },
      })
    expect((await call()).status).toBe(200)
    await redis?.kill()
    redis = undefined
    const tag = createId('request')
    for (const stream of [false, true]) {
      const answer = await call({ stream, metadata: { tag } })
      expect(answer.status, answer.text).toBe(503)
      expect(errorOf(answer)).toMatchObject({ code: 'overloaded' })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    }
    expect(await gateway.served(tag)).toHaveLength(0)
    expect(await slots().ping()).toBe(false)
    const ready = await send(`${gateway.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(jsonOf(ready)).toMatchObject({ parts: { database: true, slotStore: false } })
    expect((await send(`${gateway.url}/healthz`)).status).toBe(200)
    expect((await gateway.balance(tenant.userId)).heldNanoUsd).toBe(0n)
  }, 60_000)
})
