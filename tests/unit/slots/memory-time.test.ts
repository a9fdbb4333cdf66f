import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountEffect, Slots } from '@/lib/slots'
import { createSlots } from '@/lib/slots/client/create-slots'
import { defaultSlotLimits } from '@/lib/slots/limits'
import { createMemoryStore, type MemoryStore } from '@/lib/slots/memory/create-memory-store'
import { accountRequest, acquiredAccount, acquiredLease, candidate, customerRequest, never } from './behaviour'

const account = candidate('acct_1', 5)
const request = accountRequest('pool_1', [account], { waitTimeoutMs: 30_000 })
const limits = () => defaultSlotLimits

let store: MemoryStore
let slots: Slots

async function report(effect: AccountEffect) {
  return await slots.reportOutcome(account.accountId, 's0', account.upstreamModel, effect)
}

/** How long until a call may use the account again, by asking at both sides of the instant. */
async function expectBackAfter(ms: number) {
  expect(await slots.acquireAccountSlot(request, never)).toEqual({ kind: 'none_eligible', retryAfterMs: ms })
  await vi.advanceTimersByTimeAsync(ms - 1)
  expect(await slots.acquireAccountSlot(request, never)).toEqual({ kind: 'none_eligible', retryAfterMs: 1 })
  await vi.advanceTimersByTimeAsync(1)
  return acquiredAccount(await slots.acquireAccountSlot(request, never))
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_900_000_000_000 })
  store = createMemoryStore({ limits })
  slots = createSlots({ store, limits })
})

afterEach(async () => {
  await slots.close()
  vi.useRealTimers()
})

describe('cooldowns', () => {
  it('end at the named instant, and a later answer never shortens them', async () => {
    await report({ kind: 'rate_limited', retryAfterMs: 20_000, model: null, reason: '429' })
    await report({ kind: 'rate_limited', retryAfterMs: 1_000, model: null, reason: '429' })
    const { lease, probe } = await expectBackAfter(20_000)
    expect(probe).toBe(false)
    await lease.release()
  })

  it('grow from 5 s to 5 min when none is named, count parallel refusals once, and start anew after a success', async () => {
    const waited: number[] = []
    for (let i = 0; i < 8; i++) {
      for (let parallel = 0; parallel < 3; parallel++) {
        await report({ kind: 'rate_limited', retryAfterMs: null, model: null, reason: '429' })
      }
      const refused = await slots.acquireAccountSlot(request, never)
      if (refused.kind !== 'none_eligible') throw new Error(refused.kind)
      waited.push((refused.retryAfterMs ?? 0) / 1_000)
      await vi.advanceTimersByTimeAsync(refused.retryAfterMs ?? 0)
    }
    expect(waited).toEqual([5, 10, 20, 40, 80, 160, 300, 300])
    await report({ kind: 'success' })
    await report({ kind: 'rate_limited', retryAfterMs: null, model: null, reason: '429' })
    await (await expectBackAfter(5_000)).lease.release()
  })

  it('of an overloaded upstream grow from 1 min to 10 min', async () => {
    for (const minutes of [1, 2, 4, 8, 10]) {
      await report({ kind: 'overloaded', reason: '529' })
      await (await expectBackAfter(minutes * 60_000)).lease.release()
    }
  })

  it('are capped at 15 min, after which one call tries before the others', async () => {
    await report({ kind: 'rate_limited', retryAfterMs: 7 * 24 * 3_600_000, model: null, reason: 'weekly' })
    const first = await expectBackAfter(900_000)
    expect(first.probe).toBe(true)
    const second = slots.acquireAccountSlot(request, never)
    await vi.advanceTimersByTimeAsync(100)
    expect((await slots.poolLoads([{ poolId: 'pool_1', shard: 's0' }]))[0]?.waiting).toBe(1)
    expect((await slots.accountLoads([{ accountId: 'acct_1', shard: 's0', limit: 5 }]))[0]?.state).toBe('probing')
    await report({ kind: 'success' })
    const next = acquiredAccount(await second)
    expect(next.probe).toBe(false)
    for (const each of [first, next]) await each.lease.release()
  })

  it('of refused credentials last 10 min', async () => {
    await report({ kind: 'credentials', cooldownMs: 600_000, reason: '401' })
    await (await expectBackAfter(600_000)).lease.release()
  })
})

describe('the breaker', () => {
  const fail = async (times: number) => {
    for (let i = 0; i < times; i++) await report({ kind: 'failure', reason: 'reset' })
  }

  it('opens after 5 failures in 30 s, not after 5 in a longer time', async () => {
    await fail(4)
    await vi.advanceTimersByTimeAsync(30_000)
    await fail(4)
    await acquiredAccount(await slots.acquireAccountSlot(request, never)).lease.release()
    await fail(1)
    await (await expectBackAfter(30_000)).lease.release()
  })

  it('lets one call try, opens again when that fails, and closes when it succeeds', async () => {
    await fail(5)
    const first = await expectBackAfter(30_000)
    expect(first.probe).toBe(true)
    await fail(1)
    await first.lease.release()
    const second = await expectBackAfter(30_000)
    // A try that ends without an outcome leaves room for the next.
    await second.lease.release()
    const third = acquiredAccount(await slots.acquireAccountSlot(request, never))
    expect(third.probe).toBe(true)
    await report({ kind: 'success' })
    expect(acquiredAccount(await slots.acquireAccountSlot(request, never)).probe).toBe(false)
  })
})

describe('time', () => {
  it('ends waits at 30 s and patience at 3 s', async () => {
    const full = customerRequest('usr_1', 1, { waitTimeoutMs: 30_000 })
    const lease = acquiredLease(await slots.acquireCustomerSlot(full, never))
    let ended = ''
    void Promise.resolve(slots.acquireCustomerSlot(full, never)).then((result) => {
      ended = result.kind
    })
    await vi.advanceTimersByTimeAsync(29_900)
    expect(ended).toBe('')
    await vi.advanceTimersByTimeAsync(200)
    expect(ended).toBe('timeout')
    await lease.release()
  })

  it('leaves nothing behind: leases, counters, queues, windows, health and sessions are dropped when idle', async () => {
    const windows = [{ scope: 'user', id: 'usr_1', unit: 'requests', limitPerMinute: 60, cost: 1 }] as const
    const sticky = { ...request, sessionKey: 'one', stickyTtlMs: 60_000 }
    for (let i = 0; i < 50; i++) {
      const userId = `usr_${i}`
      const lease = acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 5, { windows }), never))
      const { lease: ofAccount } = acquiredAccount(await slots.acquireAccountSlot({ ...sticky, userId }, never))
      await ofAccount.release()
      await lease.release()
    }
    await report({ kind: 'failure', reason: 'reset' })
    expect(store.sizes()).toMatchObject({ customers: 50, sessions: 50, health: 1, leases: 0 })
    await vi.advanceTimersByTimeAsync(2 * 3_600_000)
    expect(store.sizes()).toEqual({
      ...{ customers: 0, leases: 0, running: 0, stickyWaiting: 0, sessions: 0, health: 0, pools: 0 },
    })
    await slots.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a process that is an hour off changes nothing in the answers of the store', async () => {
    const off = createSlots({ store, limits, clock: { now: () => Date.now() + 3_600_000 } })
    const { lease } = acquiredAccount(await off.acquireAccountSlot(request, never))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(lease.lost).toBe(false)
    await off.close()
    expect(store.sizes()['leases']).toBe(0)
  })
})
