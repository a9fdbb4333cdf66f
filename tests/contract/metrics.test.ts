import { beforeAll, describe, expect, it, vi } from 'vitest'
import { accountRecords, exposeLoads, readLive } from '@/lib/operations'
import { slots } from '@/lib/slots'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken, takenBy } from './support/leftovers'
import { send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const change = useSettings()
beforeAll(() => exposeLoads())

type Series = { name: string; labels: Record<string, string>; value: number }

async function readMetrics(): Promise<Series[]> {
  const { text } = await send(`${gateway.url}/metrics`, { method: 'GET' })
  return [...text.matchAll(/^(turnpike_\w+)(?:\{(.*)\})? ([-+.\w]+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, of]) => [key, of])),
    value: Number(value),
  }))
}

/** The value of the one series with this name and these labels; undefined without one. */
function metricOf(all: readonly Series[], name: string, labels: Record<string, string>): number | undefined {
  const found = all.filter(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  )
  expect(found.length).toBeLessThan(2)
  return found[0]?.value
}

const call = (tenant: Tenant, metadata: Record<string, string>) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', stream: true, metadata },
  })

/** A stream that runs until the caller leaves. */
async function openCall(tenant: Tenant, signal: AbortSignal): Promise<void> {
  const body = { model: 'sim-small', input: 'hi', stream: true, metadata: { sim_tokens: '400', sim_token_ms: '100' } }
  const headers = { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' }
  await fetch(`${gateway.url}/v1/responses`, { method: 'POST', headers, body: JSON.stringify(body), signal })
    .then(async (answer) => await answer.text())
    .catch(() => undefined)
}

describe(`/metrics through the ${door} door`, () => {
  it('has what the slot store holds and what the panel shows: running, waiting, load, pauses, of accounts, pools and customers', async () => {
    // All calls are of one session, so the one in the pool waits for its own account.
    await change({ stickyPatienceMs: 60_000 })
    const tenant = await gateway.tenant({
      user: { concurrencyLimit: 3 },
      pool: { disconnectPolicy: 'cancel' },
      accounts: [{ concurrencyLimit: 2 }, { concurrencyLimit: 4, models: ['sim-large'] }],
    })
    const [busy = '', paused = ''] = tenant.accountIds
    const pause = { kind: 'rate_limited', retryAfterMs: 600_000, model: null, reason: 'too many' } as const
    await slots().reportOutcome(paused, 's0', 'sim-large', pause)
    const leaving = new AbortController()
    const calls = Array.from({ length: 4 }, () => openCall(tenant, leaving.signal))
    // Two run, one waits in the pool, one for the customer's own slot, which is counted for its key too.
    await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 2, waiting: 3 }), {
      timeout: 20_000,
    })
    const [metrics, live] = [await readMetrics(), await readLive()]
    const [ofBusy, ofPaused] = await slots().accountLoads([
      { accountId: busy, shard: 's0', limit: 2 },
      { accountId: paused, shard: 's0', limit: 4 },
    ])
    expect(ofBusy).toMatchObject({ running: 2, waiting: 1, loadRate: 150, state: 'ready' })
    expect(ofPaused).toMatchObject({ running: 0, state: 'cooldown', cause: 'rate' })
    for (const load of [ofBusy, ofPaused]) {
      const account = load?.accountId ?? ''
      const shown = live.accounts.find(({ id }) => id === account)
      expect(metricOf(metrics, 'turnpike_account_running', { account })).toBe(load?.running)
      expect(metricOf(metrics, 'turnpike_account_waiting', { account })).toBe(load?.waiting)
      expect(metricOf(metrics, 'turnpike_account_load_percent', { account })).toBe(load?.loadRate)
      expect(shown).toMatchObject({ running: load?.running, waiting: load?.waiting, loadRate: load?.loadRate })
      expect(shown).toMatchObject({ state: load?.state, cause: load?.cause, reason: load?.reason })
    }
    const left = metricOf(metrics, 'turnpike_account_pause_seconds', { account: paused, model: '*', cause: 'rate' })
    expect(left).toBeGreaterThan(300)
    expect(left).toBeLessThanOrEqual(600)
    expect(metricOf(metrics, 'turnpike_account_pause_seconds', { account: busy })).toBeUndefined()
    const customer = tenant.userId
    expect(metricOf(metrics, 'turnpike_customer_running', { customer })).toBe(3)
    expect(metricOf(metrics, 'turnpike_customer_waiting', { customer })).toBe(1)
    expect(live.users).toContainEqual({ id: customer, running: 3, waiting: 1 })
    expect(metricOf(metrics, 'turnpike_pool_running', { pool: tenant.poolId })).toBe(2)
    expect(metricOf(metrics, 'turnpike_pool_waiting', { pool: tenant.poolId })).toBe(1)
    expect(live.pools).toContainEqual({ id: tenant.poolId, running: 2, waiting: 1 })
    expect(metricOf(metrics, 'turnpike_slot_store_up', {})).toBe(1)
    leaving.abort()
    await Promise.all(calls)
    await expectNothingTaken(tenant)
    // Who is idle again leaves the metrics, so that their number stays bounded.
    expect(metricOf(await readMetrics(), 'turnpike_customer_running', { customer })).toBeUndefined()
  })

  it('counts picks, failures and switches per account, and waits by queue and end', async () => {
    const tenant = await gateway.tenant({ accounts: [{ priority: 1 }, { priority: 2 }] })
    const [first = '', second = ''] = tenant.accountIds
    await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: { kind: 'status', status: 529 } })
    const before = await readMetrics()
    const waits = (all: readonly Series[]) =>
      metricOf(all, 'turnpike_slot_wait_seconds_count', { queue: 'pool', end: 'acquired' }) ?? 0
    expect((await call(tenant, {})).status).toBe(200)
    await expectNothingTaken(tenant)
    const after = await readMetrics()
    expect(metricOf(after, 'turnpike_account_picks_total', { account: first })).toBe(1)
    expect(metricOf(after, 'turnpike_account_picks_total', { account: second })).toBe(1)
    expect(metricOf(after, 'turnpike_account_switches_total', { account: first, failure: 'overloaded' })).toBe(1)
    expect(metricOf(after, 'turnpike_account_failures_total', { account: first, effect: 'overloaded' })).toBe(1)
    expect(metricOf(after, 'turnpike_account_failures_total', { account: second })).toBeUndefined()
    expect(waits(after)).toBe(waits(before))
    await vi.waitFor(
      async () => {
        const records = await accountRecords()
        expect(records).toContainEqual({ accountId: first, attempts: 1, succeeded: 0, switched: 1 })
        expect(records).toContainEqual({ accountId: second, attempts: 1, succeeded: 1, switched: 0 })
      },
      { timeout: 10_000 },
    )
    const narrow = await gateway.tenant({ accounts: [{ concurrencyLimit: 1 }] })
    await Promise.all([0, 1].map(async () => await call(narrow, { sim_tokens: '5', sim_token_ms: '20' })))
    expect(waits(await readMetrics())).toBe(waits(before) + 1)
  })
})
