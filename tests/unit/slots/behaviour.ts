import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import type {
  AccountCandidate,
  AccountSlotRequest,
  AccountSlotResult,
  CustomerSlotRequest,
  CustomerSlotResult,
  SlotLease,
  SlotLimits,
  Slots,
} from '@/lib/slots'
import { defaultSlotLimits } from '@/lib/slots'

/** One store, as many processes as asked for. */
export type SlotsUnderTest = { process(): Slots }

export const quickLimits: SlotLimits = {
  ...defaultSlotLimits,
  leaseTtlMs: 1_200,
  renewMs: 200,
  pollMs: 100,
  ticketTtlMs: 2_000,
  confirmMs: 1_000,
  warmupMs: 0,
}

export const never = new AbortController().signal
setMaxListeners(0, never)

export function customerRequest(
  userId: string,
  limit: number,
  more: Partial<CustomerSlotRequest> = {},
): CustomerSlotRequest {
  return {
    requestId: createId('request'),
    userId,
    scopes: [{ kind: 'user', id: userId, limit }],
    windows: [],
    maxWaiting: 300,
    waitTimeoutMs: 5_000,
    ...more,
  }
}

export function candidate(accountId: string, limit: number, more: Partial<AccountCandidate> = {}): AccountCandidate {
  return { accountId, limit, priority: 50, upstreamModel: 'model-a', ...more }
}

export function accountRequest(
  poolId: string,
  candidates: readonly AccountCandidate[] | (() => readonly AccountCandidate[]),
  more: Partial<AccountSlotRequest> = {},
): AccountSlotRequest {
  return {
    requestId: createId('request'),
    userId: 'usr_one',
    weight: 1,
    poolId,
    shard: 's0',
    sessionKey: null,
    candidates: typeof candidates === 'function' ? candidates : () => candidates,
    maxWaiting: 300,
    waitTimeoutMs: 5_000,
    stickyPatienceMs: 300,
    stickyTtlMs: 3_600_000,
    ...more,
  }
}

type Acquired = Extract<AccountSlotResult, { kind: 'acquired' }>

export function acquiredAccount(result: AccountSlotResult): Acquired {
  if (result.kind !== 'acquired') throw new Error(`not acquired: ${JSON.stringify(result)}`)
  return result
}

export function acquiredLease(result: CustomerSlotResult): SlotLease {
  if (result.kind !== 'acquired') throw new Error(`not acquired: ${JSON.stringify(result)}`)
  return result.lease
}

export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('did not happen in time')
    await sleep(2)
  }
}

let lastId = 0
/** Names of one test's own customers, pools and accounts: tests share a store. */
export const own = (name: string) => `${name}_${process.pid}_${++lastId}`

async function userLoad(slots: Slots, userId: string) {
  return (await slots.customerLoads([{ kind: 'user', id: userId, userId }]))[0]
}

function customerBehaviour(under: SlotsUnderTest): void {
  it('runs never more than N of 500 parallel calls of one customer, from two processes, and leaves nothing behind', async () => {
    const processes = [under.process(), under.process()]
    const userId = own('usr')
    let running = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 500 }, async (_, i) => {
        const slots = processes[i % 2] ?? under.process()
        const request = customerRequest(userId, 7, { maxWaiting: 500, waitTimeoutMs: 20_000 })
        const lease = acquiredLease(await slots.acquireCustomerSlot(request, never))
        most = Math.max(most, ++running)
        await sleep(1 + ((i * 7) % 5))
        running--
        await lease.release()
      }),
    )
    expect(most).toBe(7)
    expect(await userLoad(under.process(), userId)).toEqual({ id: userId, running: 0, waiting: 0 })
  })

  it('says how long a call was queued: not at all when it found a place', async () => {
    const slots = under.process()
    const userId = own('usr')
    const first = await slots.acquireCustomerSlot(customerRequest(userId, 1), never)
    expect(first).toMatchObject({ kind: 'acquired', waitedMs: 0 })
    const second = slots.acquireCustomerSlot(customerRequest(userId, 1), never)
    await until(async () => (await userLoad(slots, userId))?.waiting === 1)
    await sleep(30)
    await acquiredLease(first).release()
    const later = await second
    expect(later.kind === 'acquired' ? later.waitedMs : 0).toBeGreaterThanOrEqual(29)
    await acquiredLease(later).release()
  })

  it('counts running and waiting apart, also without a limit', async () => {
    const slots = under.process()
    const userId = own('usr')
    const keyId = own('key')
    const unlimited = customerRequest(userId, 0, {
      scopes: [
        { kind: 'user', id: userId, limit: 0 },
        { kind: 'key', id: keyId, limit: 2 },
      ],
    })
    const leases = [
      acquiredLease(await slots.acquireCustomerSlot(unlimited, never)),
      acquiredLease(await slots.acquireCustomerSlot(unlimited, never)),
    ]
    const waiting = slots.acquireCustomerSlot(unlimited, never)
    await until(async () => (await userLoad(slots, userId))?.waiting === 1)
    expect(await slots.customerLoads([{ kind: 'key', id: keyId, userId }])).toEqual([
      { id: keyId, running: 2, waiting: 1 },
    ])
    // The key's own limit holds up nobody of another key.
    const other = await slots.acquireCustomerSlot(customerRequest(userId, 0), never)
    expect(other.kind).toBe('acquired')
    await leases[0]?.release()
    const late = acquiredLease(await waiting)
    for (const lease of [acquiredLease(other), late, ...leases]) await lease.release()
    expect(await userLoad(slots, userId)).toEqual({ id: userId, running: 0, waiting: 0 })
  })

  it('serves one customer first come, first served', async () => {
    const slots = under.process()
    const userId = own('usr')
    const first = acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 1), never))
    const order: number[] = []
    const rest: Promise<void>[] = []
    for (let i = 0; i < 10; i++) {
      const waits = new Promise<void>((onWaiting) => {
        rest.push(
          Promise.resolve(slots.acquireCustomerSlot(customerRequest(userId, 1), never, onWaiting)).then(
            async (result) => {
              order.push(i)
              await acquiredLease(result).release()
            },
          ),
        )
      })
      await waits
    }
    await first.release()
    await Promise.all(rest)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('refuses at once when the queue is full, ends a wait in time, forgets who left, and counts are 0 after each', async () => {
    const slots = under.process()
    const userId = own('usr')
    const lease = acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 1), never))
    const leaving = new AbortController()
    const request = customerRequest(userId, 1, { maxWaiting: 1, waitTimeoutMs: 400 })
    const left = slots.acquireCustomerSlot(request, leaving.signal)
    await until(async () => (await userLoad(slots, userId))?.waiting === 1)
    const full = await slots.acquireCustomerSlot(request, never)
    expect(full).toMatchObject({ kind: 'queue_full', scope: 'user', limit: 1, retryAfterMs: 1_000 })
    leaving.abort()
    expect(await left).toEqual({ kind: 'cancelled' })
    await until(async () => (await userLoad(slots, userId))?.waiting === 0)
    const startedAt = Date.now()
    expect(await slots.acquireCustomerSlot(request, never)).toMatchObject({ kind: 'timeout', scope: 'user', limit: 1 })
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(395)
    await until(async () => (await userLoad(slots, userId))?.waiting === 0)
    await lease.release()
    expect(await userLoad(slots, userId)).toEqual({ id: userId, running: 0, waiting: 0 })
    expect((await slots.acquireCustomerSlot(request, leaving.signal)).kind).toBe('cancelled')
  })

  it('keeps the slot of a call that runs for three lease times, and a second release frees nobody else', async () => {
    const slots = under.process()
    const userId = own('usr')
    const lease = acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 1), never))
    await sleep(3 * quickLimits.leaseTtlMs)
    expect(lease.lost).toBe(false)
    expect(await userLoad(slots, userId)).toEqual({ id: userId, running: 1, waiting: 0 })
    await lease.release()
    const next = acquiredLease(await slots.acquireCustomerSlot(customerRequest(userId, 1), never))
    await lease.release()
    expect(await userLoad(slots, userId)).toEqual({ id: userId, running: 1, waiting: 0 })
    await next.release()
  })
}

function rateBehaviour(under: SlotsUnderTest): void {
  const requests = (id: string, limitPerMinute: number, cost = 1) =>
    ({ scope: 'user', id, unit: 'requests', limitPerMinute, cost }) as const
  const tokens = (id: string, limitPerMinute: number, cost: number) =>
    ({ scope: 'key', id, unit: 'tokens', limitPerMinute, cost }) as const

  it('admits exactly the limit of a minute under parallel load, and says when the next may come', async () => {
    const processes = [under.process(), under.process()]
    const userId = own('usr')
    // So few a minute that nothing flows back while the calls are made, however slow the machine.
    const request = customerRequest(userId, 0, { windows: [requests(userId, 3)] })
    const results = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        return await (processes[i % 2] ?? under.process()).acquireCustomerSlot(request, never)
      }),
    )
    expect(results.filter((each) => each.kind === 'acquired')).toHaveLength(3)
    const refused = results.filter((each) => each.kind === 'rate_limited')
    expect(refused).toHaveLength(57)
    for (const each of refused) {
      expect(each.window).toMatchObject({ scope: 'user', unit: 'requests', limit: 3, remaining: 0 })
      expect(each.retryAfterMs).toBeGreaterThan(0)
      expect(each.retryAfterMs).toBeLessThanOrEqual(20_000)
    }
  })

  it('charges all windows or none, corrects tokens to what was used, and allows debt', async () => {
    const slots = under.process()
    const userId = own('usr')
    const keyId = own('key')
    const windows = [requests(userId, 100), tokens(keyId, 1_000_000, 600_000)]
    const request = customerRequest(userId, 0, { windows })
    const first = await slots.acquireCustomerSlot(request, never)
    expect(first).toMatchObject({ kind: 'acquired', windows: [{ remaining: 99 }, { remaining: 400_000 }] })
    const second = await slots.acquireCustomerSlot(request, never)
    expect(second).toMatchObject({ kind: 'rate_limited', window: { unit: 'tokens', scope: 'key' } })
    // The refused call didn't count as a request.
    if (second.kind !== 'rate_limited') throw new Error('unreachable')
    expect(second.windows[0]?.remaining).toBe(99)
    await slots.correctTokens(userId, windows, -500_000)
    expect((await slots.acquireCustomerSlot(request, never)).kind).toBe('acquired')
    await slots.correctTokens(userId, windows, 5_000_000)
    const indebted = await slots.acquireCustomerSlot(request, never)
    if (indebted.kind !== 'rate_limited') throw new Error('debt was forgotten')
    expect(indebted.window.remaining).toBe(0)
    expect(indebted.retryAfterMs).toBeGreaterThan(200_000)
  })

  it('takes what a call reserves in place of the windows’ own cost, and sets it right with the release, held or not', async () => {
    const slots = under.process()
    const userId = own('usr')
    const windows = [requests(userId, 100), tokens(userId, 1_000_000, 0)]
    const request = customerRequest(userId, 1, { windows, tokens: 600_000 })
    const first = await slots.acquireCustomerSlot(request, never)
    if (first.kind !== 'acquired') throw new Error(first.kind)
    expect(first.windows).toMatchObject([{ remaining: 99 }, { remaining: 400_000 }])
    await first.lease.releaseCorrected(windows, -599_000)
    const second = await slots.acquireCustomerSlot({ ...request, tokens: 9_000 }, never)
    if (second.kind !== 'acquired') throw new Error(second.kind)
    const [ofRequests, ofTokens] = second.windows
    expect(ofRequests?.remaining).toBe(98)
    // What came back in the meantime is at most some seconds' refill.
    expect(ofTokens?.remaining).toBeGreaterThanOrEqual(990_000)
    await second.lease.release()
    await second.lease.releaseCorrected(windows, 800_000)
    const third = await slots.acquireCustomerSlot({ ...request, tokens: 0 }, never)
    if (third.kind !== 'acquired') throw new Error(third.kind)
    expect(third.windows[1]?.remaining).toBeGreaterThanOrEqual(190_000)
    expect(third.windows[1]?.remaining).toBeLessThan(500_000)
    await third.lease.release()
  })

  it('gives reserved tokens back to who got no slot, but not the request', async () => {
    const slots = under.process()
    const userId = own('usr')
    const windows = [requests(userId, 100), tokens(userId, 1_000_000, 300_000)]
    const holder = await slots.acquireCustomerSlot(customerRequest(userId, 1, { windows }), never)
    expect(holder).toMatchObject({ windows: [{ remaining: 99 }, { remaining: 700_000 }] })
    const full = await slots.acquireCustomerSlot(customerRequest(userId, 1, { windows, maxWaiting: 0 }), never)
    if (full.kind !== 'queue_full') throw new Error(full.kind)
    expect(full.windows[0]?.remaining).toBe(98)
    expect(full.windows[1]?.remaining).toBeGreaterThanOrEqual(700_000)
    const late = await slots.acquireCustomerSlot(customerRequest(userId, 1, { windows, waitTimeoutMs: 50 }), never)
    expect(late.kind).toBe('timeout')
    const after = await slots.acquireCustomerSlot(customerRequest(userId, 0, { windows }), never)
    if (after.kind !== 'acquired') throw new Error(after.kind)
    expect(after.windows[0]?.remaining).toBe(96)
    expect(after.windows[1]?.remaining).toBeGreaterThanOrEqual(400_000)
  })

  it('lets a call that costs more than a whole minute pass a full window, as debt', async () => {
    const slots = under.process()
    const userId = own('usr')
    const request = customerRequest(userId, 0, { windows: [tokens(userId, 1_000, 5_000)] })
    expect((await slots.acquireCustomerSlot(request, never)).kind).toBe('acquired')
    expect(await slots.acquireCustomerSlot(request, never)).toMatchObject({ kind: 'rate_limited' })
  })
}

/** What holds for customers' slots and rate windows on every store. */
export function describeCustomerSlots(under: SlotsUnderTest): void {
  customerBehaviour(under)
  rateBehaviour(under)
}
