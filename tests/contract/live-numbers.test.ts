import { beforeAll, describe, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/pg'
import { exposeLoads, type LiveSnapshot, watchLive } from '@/lib/operations'
import { type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { send } from './support/raw-http'

const gateway = useGateway()
const waitMs = 60_000
beforeAll(() => exposeLoads())

/** The first snapshot that fits, as an open page would get it. */
async function snapshotWith(fits: (live: LiveSnapshot) => boolean): Promise<LiveSnapshot> {
  let leave: () => void = () => undefined
  const seen: LiveSnapshot[] = []
  const found = new Promise<LiveSnapshot>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`last seen: ${JSON.stringify(seen.at(-1))}`)), waitMs)
    leave = watchLive((live) => {
      seen.push(live)
      if (!fits(live)) return
      clearTimeout(late)
      resolve(live)
    })
  })
  return await found.finally(() => leave())
}

async function call({ key }: Tenant, body: Record<string, unknown>): Promise<number> {
  const headers = { authorization: `Bearer ${key}` }
  return (await send(`${gateway.url}/v1/responses`, { headers, body })).status
}

// Written anew for the test, by what the columns mean: not the product's own statement.
const truth = `
  SELECT count(*)::int AS requests, sum(charged_nano_usd)::text AS charged, sum(loss_nano_usd)::text AS loss,
    sum(cost_nano_usd)::text AS cost,
    sum(input_tokens + cached_input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + output_tokens)::int AS tokens,
    count(*) FILTER (WHERE error_code IN ('upstream_failed', 'upstream_timeout', 'rate_limited'))::int AS upstream,
    count(*) FILTER (WHERE error_code = 'upstream_rejected')::int AS customer,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY first_token_ms)::float8 AS first_token,
    percentile_disc(0.95) WITHIN GROUP (ORDER BY (attempts->0->>'ownMs')::float8)::float8 AS own
  FROM usage_records WHERE created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`

async function readTruth(): Promise<Record<string, number | string>> {
  const { rows } = await pool().query<Record<string, number | string>>(truth)
  return rows[0] ?? {}
}

async function metric(text: string, name: string): Promise<number> {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1) ?? Number.NaN)
}

describe('the panel’s live numbers after a burst of calls', () => {
  it('equal SQL over the rows, and /metrics has the same', { timeout: 3 * waitMs }, async () => {
    const tenant = await gateway.tenant({
      user: { concurrencyLimit: 30 },
      accounts: [{ concurrencyLimit: 30, costMultiplier: 500_000n }],
    })
    await gateway.fault({ match: { tag: 'refused' }, fault: { kind: 'status', status: 400 } })
    await gateway.fault({ match: { tag: 'broken' }, fault: { kind: 'status', status: 500 } })
    await gateway.fault({
      match: { tag: 'limited' },
      fault: { kind: 'status', status: 429, headers: { 'retry-after': '600' } },
    })
    const before = await readTruth()
    const plain = { model: 'sim-small', input: 'count me', max_output_tokens: 40 }
    const bodies = Array.from({ length: 30 }, (_, index) => ({ ...plain, stream: index % 2 === 0 }))
    const tagged = (tag: string) => ({ ...plain, metadata: { tag } })
    const statuses = await Promise.all(bodies.map(async (body) => await call(tenant, body)))
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    for (const tag of ['refused', 'refused', 'broken', 'limited'])
      expect(await call(tenant, tagged(tag))).toBeGreaterThan(399)
    await expectNothingTaken(tenant)

    // A call is answered before its record is written; what the day cost is summed up at most every 30 seconds.
    const requests = Number(before['requests']) + 34
    const sql = await vi.waitFor(
      async () => {
        const now = await readTruth()
        expect(now['requests']).toBe(requests)
        return now
      },
      { timeout: waitMs },
    )
    expect([
      Number(sql['upstream']) - Number(before['upstream']),
      Number(sql['customer']) - Number(before['customer']),
    ]).toEqual([2, 2])
    const upstreamCostNanoUsd = String(BigInt(String(sql['cost'])) / 2n)
    const live = await snapshotWith(
      ({ today, pace }) => today.requests === requests && pace.upstreamCostNanoUsd === upstreamCostNanoUsd,
    )
    expect(live.today).toEqual({
      ...{ requests, tokens: sql['tokens'], chargedNanoUsd: sql['charged'], lossNanoUsd: sql['loss'] },
      ...{ costNanoUsd: sql['cost'], failed: { us: 0, upstream: sql['upstream'], customer: sql['customer'] } },
    })
    expect(live.pace.firstToken.p50Ms).toBe(sql['first_token'])
    expect(live.pace.own.p95Ms).toBe(sql['own'])
    expect(live).toMatchObject({ running: 0, waiting: 0, openHolds: 0, storeReachable: true })

    const { text } = await send(`${gateway.url}/metrics`, { method: 'GET' })
    expect(await metric(text, 'turnpike_today_requests')).toBe(requests)
    expect(await metric(text, 'turnpike_today_tokens')).toBe(sql['tokens'])
    expect(await metric(text, 'turnpike_today_failed{owner="customer"}')).toBe(sql['customer'])
    expect(await metric(text, 'turnpike_today_charged_usd')).toBe(Number(sql['charged']) / 1e9)
    expect(await metric(text, 'turnpike_today_upstream_cost_usd')).toBe(Number(live.pace.upstreamCostNanoUsd) / 1e9)
    expect(await metric(text, 'turnpike_own_latency_seconds{quantile="0.95"}')).toBe(Number(sql['own']) / 1000)
    expect(await metric(text, 'turnpike_open_holds')).toBe(0)
  })
})
