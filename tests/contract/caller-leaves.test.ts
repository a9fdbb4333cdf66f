import { describe, expect, it, vi } from 'vitest'
import { createId } from '@/lib/ids'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken, takenBy } from './support/leftovers'
import { send } from './support/raw-http'
import { recordsOf } from './support/records'
import { useSettings } from './support/settings'

const gateway = useGateway()
const change = useSettings()

type Wish = { tag: string; stream?: boolean; tokens?: number; tokenMs?: number; firstMs?: number }
const call = (tenant: Tenant, wish: Wish, more: { signal?: AbortSignal; onBytes?: (sofar: Buffer) => void } = {}) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: {
      model: 'sim-small',
      input: 'hi',
      stream: wish.stream ?? true,
      metadata: {
        tag: wish.tag,
        sim_tokens: String(wish.tokens ?? 40),
        sim_token_ms: String(wish.tokenMs ?? 20),
        sim_first_token_ms: String(wish.firstMs ?? 0),
      },
    },
    ...more,
  }).catch(() => null)

/** Leaves as soon as the first words came. */
async function leaveMidStream(tenant: Tenant, wish: Wish): Promise<void> {
  const leave = new AbortController()
  await call(tenant, wish, {
    signal: leave.signal,
    onBytes: (sofar) => {
      if (sofar.includes('output_text.delta')) leave.abort()
    },
  })
}

const servedSoon = (tag: string) =>
  vi.waitFor(
    async () => {
      const [served] = await gateway.served(tag)
      if (!served) throw new Error('nothing served yet')
      return served
    },
    { timeout: 15_000, interval: 20 },
  )

describe(`A caller who leaves, through the ${door} door`, () => {
  it('mid-stream with drain: the upstream is read to its end, billed as reported, and holds its slots meanwhile', async () => {
    const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'drain' } })
    const tag = createId('request')
    await leaveMidStream(tenant, { tag, tokens: 40, tokenMs: 20 })
    expect(await takenBy(tenant)).toMatchObject({ accounts: 1 })
    const served = await servedSoon(tag)
    expect(served).toMatchObject({ end: 'complete', outputTokens: 40 })
    await expectNothingTaken(tenant)
    const records = await recordsOf(tenant)
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({
      status: 'cancelled',
      usageSource: 'drained',
      outputTokens: 40,
      endReason: 'caller_left',
    })
  })

  it('mid-stream with drain beyond its time: the upstream is closed and what came is estimated', async () => {
    await change({ drainMs: 150 })
    const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'drain' } })
    const tag = createId('request')
    await leaveMidStream(tenant, { tag, tokens: 400, tokenMs: 25 })
    const served = await servedSoon(tag)
    expect(served.end).toBe('aborted')
    expect(served.outputTokens).toBeLessThan(100)
    await expectNothingTaken(tenant)
    const [record] = await recordsOf(tenant)
    expect(record).toMatchObject({ status: 'cancelled', usageSource: 'estimated' })
    expect(record?.chargedNanoUsd).toBeGreaterThan(0n)
  })

  it('beyond the number of drains at once the upstream is closed', async () => {
    await change({ maxDrains: 0 })
    const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'drain' } })
    const tag = createId('request')
    await leaveMidStream(tenant, { tag, tokens: 400, tokenMs: 25 })
    expect((await servedSoon(tag)).end).toBe('aborted')
    await expectNothingTaken(tenant)
  })

  it('mid-stream with cancel: the upstream is closed within a second, one record, estimated from what came', {
    retry: 3,
  }, async () => {
    const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'cancel' } })
    const tag = createId('request')
    await leaveMidStream(tenant, { tag, tokens: 400, tokenMs: 25 })
    const leftMs = performance.now()
    expect((await servedSoon(tag)).end).toBe('aborted')
    expect(performance.now() - leftMs).toBeLessThan(1_000)
    await expectNothingTaken(tenant)
    const records = await recordsOf(tenant)
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({ status: 'cancelled', usageSource: 'estimated', endReason: 'caller_left' })
    expect(records[0]?.outputTokens).toBeGreaterThan(0)
    expect(records[0]?.outputTokens).toBeLessThan(100)
  })

  for (const stream of [true, false]) {
    it(`before the first token with cancel (stream ${stream}): the upstream is closed, one record, nothing charged`, async () => {
      const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'cancel' } })
      const tag = createId('request')
      const leave = new AbortController()
      const gone = call(tenant, { tag, stream, firstMs: 20_000 }, { signal: leave.signal })
      await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1 }), { timeout: 10_000 })
      await vi.waitFor(async () => expect(await gateway.last(tag)).toBeTruthy(), { timeout: 10_000 })
      leave.abort()
      await gone
      await expectNothingTaken(tenant)
      const records = await recordsOf(tenant)
      expect(records).toHaveLength(1)
      expect(records[0]).toMatchObject({ chargedNanoUsd: 0n, usageSource: 'none' })
      expect((await servedSoon(tag)).end).toBe('aborted')
    })
  }

  it('during a JSON answer with drain: what the provider reports is billed', async () => {
    const tenant = await gateway.tenant({ pool: { disconnectPolicy: 'drain' } })
    const tag = createId('request')
    const leave = new AbortController()
    const gone = call(tenant, { tag, stream: false, tokens: 30, tokenMs: 20 }, { signal: leave.signal })
    await vi.waitFor(async () => expect(await gateway.last(tag)).toBeTruthy(), { timeout: 10_000 })
    leave.abort()
    await gone
    await servedSoon(tag)
    await expectNothingTaken(tenant)
    expect(await recordsOf(tenant)).toMatchObject([{ status: 'cancelled', usageSource: 'drained', outputTokens: 30 }])
  })

  it('while waiting for the customer’s slot: gone from the queue within a second, no record, nothing billed', async () => {
    const tenant = await gateway.tenant({ user: { concurrencyLimit: 1 } })
    const running = call(tenant, { tag: createId('request'), tokens: 60, tokenMs: 25 })
    await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1 }), { timeout: 10_000 })
    const leave = new AbortController()
    const tag = createId('request')
    const waiting = call(tenant, { tag }, { signal: leave.signal })
    await vi.waitFor(async () => expect((await takenBy(tenant)).waiting).toBeGreaterThan(0), { timeout: 10_000 })
    leave.abort()
    await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ waiting: 0 }), { timeout: 1_000 })
    await Promise.all([running, waiting])
    await expectNothingTaken(tenant)
    expect(await gateway.served(tag)).toHaveLength(0)
    expect(await recordsOf(tenant)).toHaveLength(1)
  })

  it('while waiting for an account: gone within a second, its hold is void and its customer slot free', async () => {
    const tenant = await gateway.tenant({ accounts: [{ concurrencyLimit: 1 }] })
    const running = call(tenant, { tag: createId('request'), tokens: 60, tokenMs: 25 })
    await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1 }), { timeout: 10_000 })
    const leave = new AbortController()
    const tag = createId('request')
    const waiting = call(tenant, { tag }, { signal: leave.signal })
    await vi.waitFor(async () => expect((await takenBy(tenant)).waiting).toBeGreaterThan(0), { timeout: 10_000 })
    leave.abort()
    await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ waiting: 0 }), { timeout: 1_000 })
    await Promise.all([running, waiting])
    await expectNothingTaken(tenant)
    expect(await gateway.served(tag)).toHaveLength(0)
    const voided = (await recordsOf(tenant)).filter((record) => record.status === 'voided')
    expect(voided.every((record) => record.chargedNanoUsd === 0n)).toBe(true)
  })
})
