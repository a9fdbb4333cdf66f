import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { AccountCandidate, AccountEffect, AccountSlotRequest, AccountSlotResult, Slots } from '@/lib/slots'
import {
  accountRequest,
  acquiredAccount,
  candidate,
  never,
  own,
  quickLimits,
  type SlotsUnderTest,
  until,
} from './behaviour'

async function poolWaiting(slots: Slots, poolId: string): Promise<number | undefined> {
  return (await slots.poolLoads([{ poolId, shard: 's0' }]))[0]?.waiting
}

async function running(slots: Slots, accountId: string): Promise<number | undefined> {
  return (await slots.accountLoads([{ accountId, shard: 's0', limit: 10 }]))[0]?.running
}

/** Starts a call that waits; resolves when it does. */
async function startWaiting(slots: Slots, request: AccountSlotRequest, signal: AbortSignal = never) {
  let result: Promise<AccountSlotResult> | undefined
  await new Promise<void>((resolve, reject) => {
    result = Promise.resolve(slots.acquireAccountSlot(request, signal, resolve))
    result.then((ended) => reject(new Error(`did not wait: ${ended.kind}`)), reject)
  })
  if (!result) throw new Error('unreachable')
  return result
}

function pickingBehaviour(under: SlotsUnderTest): void {
  it('runs never more than N of 500 parallel calls on an account, from two processes', async () => {
    const processes = [under.process(), under.process()]
    const only = [candidate(own('acct'), 9)]
    const poolId = own('pool')
    let inUse = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 500 }, async (_, i) => {
        const slots = processes[i % 2] ?? under.process()
        const userId = `usr_${i % 5}`
        const request = accountRequest(poolId, only, { userId, maxWaiting: 500, waitTimeoutMs: 20_000 })
        const { lease } = acquiredAccount(await slots.acquireAccountSlot(request, never))
        most = Math.max(most, ++inUse)
        await sleep(1 + ((i * 7) % 5))
        inUse--
        await lease.release()
      }),
    )
    expect(most).toBe(9)
    expect(await running(under.process(), only[0]?.accountId ?? '')).toBe(0)
    expect(await poolWaiting(under.process(), poolId)).toBe(0)
  })

  it('prefers priority, then load, then least recently picked: 400 calls on 4 equal accounts are 100 ± 15 each', async () => {
    const slots = under.process()
    const equal = Array.from({ length: 4 }, () => candidate(own('acct'), 10))
    const last = candidate(own('acct'), 10, { priority: 60 })
    const request = accountRequest(own('pool'), [last, ...equal])
    const picks = new Map<string, number>()
    for (let i = 0; i < 400; i++) {
      const { lease, accountId } = acquiredAccount(await slots.acquireAccountSlot(request, never))
      picks.set(accountId, (picks.get(accountId) ?? 0) + 1)
      await lease.release()
    }
    for (const { accountId } of equal) expect(Math.abs((picks.get(accountId) ?? 0) - 100)).toBeLessThanOrEqual(15)
    expect(picks.has(last.accountId)).toBe(false)
  })

  it('spreads 200 parallel first calls evenly, and fills the next priority only when the first is full', async () => {
    const processes = [under.process(), under.process()]
    const equal = Array.from({ length: 4 }, () => candidate(own('acct'), 45))
    const next = candidate(own('acct'), 100, { priority: 60 })
    const request = accountRequest(own('pool'), [...equal, next])
    const results = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        return acquiredAccount(await (processes[i % 2] ?? under.process()).acquireAccountSlot(request, never))
      }),
    )
    const picks = (accountId: string) => results.filter((each) => each.accountId === accountId).length
    expect(equal.map((each) => picks(each.accountId))).toEqual([45, 45, 45, 45])
    expect(picks(next.accountId)).toBe(20)
    await Promise.all(results.map(async (each) => await each.lease.release()))
  })

  it('goes by load rate, not by the number of calls', async () => {
    const slots = under.process()
    const large = candidate(own('acct'), 30)
    const small = candidate(own('acct'), 10)
    const request = accountRequest(own('pool'), [small, large])
    const results = []
    for (let i = 0; i < 20; i++) results.push(acquiredAccount(await slots.acquireAccountSlot(request, never)))
    expect(results.filter((each) => each.accountId === large.accountId)).toHaveLength(15)
    for (const each of results) await each.lease.release()
  })
}

function stickyBehaviour(under: SlotsUnderTest): void {
  it('keeps a session on its account, apart for each customer', async () => {
    const processes = [under.process(), under.process()]
    const accounts = Array.from({ length: 5 }, () => candidate(own('acct'), 50))
    const request = accountRequest(own('pool'), accounts, { sessionKey: 'one' })
    const first = acquiredAccount(await under.process().acquireAccountSlot(request, never))
    for (let i = 0; i < 20; i++) {
      const slots = processes[i % 2] ?? under.process()
      const again = acquiredAccount(await slots.acquireAccountSlot(request, never))
      expect(again).toMatchObject({ accountId: first.accountId, sticky: true })
    }
    const session = { shard: request.shard, poolId: request.poolId, userId: request.userId, sessionKey: 'one' }
    expect(await under.process().findSession(session)).toBe(first.accountId)
    expect(await under.process().findSession({ ...session, userId: own('usr') })).toBeNull()
    const other = { ...request, userId: own('usr') }
    expect(acquiredAccount(await under.process().acquireAccountSlot(other, never))).toMatchObject({ sticky: false })
    const elsewhere = acquiredAccount(await under.process().acquireAccountSlot(other, never))
    expect(elsewhere.accountId).not.toBe(first.accountId)
  })

  it('moves a session whose account is unusable, and binds it to the new one', async () => {
    const slots = under.process()
    const accounts = [candidate(own('acct'), 50), candidate(own('acct'), 50)]
    const request = accountRequest(own('pool'), accounts, { sessionKey: 'one' })
    const first = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const effect: AccountEffect = { kind: 'rate_limited', retryAfterMs: 60_000, model: null, reason: 'limit' }
    await slots.reportOutcome(first.accountId, 's0', 'model-a', effect)
    const moved = acquiredAccount(await slots.acquireAccountSlot(request, never))
    expect(moved.accountId).not.toBe(first.accountId)
    await slots.clearCooldown(first.accountId, 's0')
    expect(acquiredAccount(await slots.acquireAccountSlot(request, never)).accountId).toBe(moved.accountId)
    const without = accountRequest(
      request.poolId,
      accounts.filter((each) => each.accountId !== moved.accountId),
      {
        sessionKey: 'one',
      },
    )
    expect(acquiredAccount(await slots.acquireAccountSlot(without, never)).accountId).toBe(first.accountId)
  })

  it('waits its patience for a full account, then takes any', async () => {
    const slots = under.process()
    const accounts = [candidate(own('acct'), 1), candidate(own('acct'), 1)]
    const request = accountRequest(own('pool'), accounts, { sessionKey: 'one', stickyPatienceMs: 300 })
    const first = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const startedAt = Date.now()
    const patient = await startWaiting(slots, request)
    const loads = await slots.accountLoads([{ accountId: first.accountId, shard: 's0', limit: 1 }])
    expect(loads[0]).toMatchObject({ running: 1, loadRate: loads[0]?.waiting === 1 ? 200 : 100 })
    const moved = acquiredAccount(patient)
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290)
    expect(moved).toMatchObject({ sticky: false })
    expect(moved.accountId).not.toBe(first.accountId)

    await first.lease.release()
    const third = startWaiting(slots, { ...request, stickyPatienceMs: 60_000, waitTimeoutMs: 60_000 })
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    await moved.lease.release()
    expect(acquiredAccount(await third)).toMatchObject({ accountId: moved.accountId, sticky: true })
  })
}

function waitingBehaviour(under: SlotsUnderTest): void {
  it('gives a waiter whichever account frees first, without a poll', async () => {
    const slots = under.process()
    const accounts = Array.from({ length: 3 }, () => candidate(own('acct'), 1))
    const request = accountRequest(own('pool'), accounts)
    const held = []
    for (let i = 0; i < 3; i++) held.push(acquiredAccount(await slots.acquireAccountSlot(request, never)))
    const waiting = under.process().acquireAccountSlot(request, never)
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    await held[1]?.lease.release()
    expect(acquiredAccount(await waiting).accountId).toBe(held[1]?.accountId)
  })

  it('lets customers take turns: one call of B is served after at most one more of A with 200 waiting', async () => {
    const processes = [under.process(), under.process()]
    const request = accountRequest(own('pool'), [candidate(own('acct'), 1)], { waitTimeoutMs: 20_000 })
    const first = acquiredAccount(await under.process().acquireAccountSlot({ ...request, userId: 'a' }, never))
    const order: string[] = []
    const serve = async (userId: string, process: number) => {
      const slots = processes[process % 2] ?? under.process()
      const result = acquiredAccount(await slots.acquireAccountSlot({ ...request, userId }, never))
      order.push(userId)
      await result.lease.release()
    }
    const all = Array.from({ length: 200 }, async (_, i) => await serve('a', i))
    await until(async () => (await poolWaiting(under.process(), request.poolId)) === 200)
    all.push(serve('b', 1))
    await until(async () => (await poolWaiting(under.process(), request.poolId)) === 201)
    await first.lease.release()
    await Promise.all(all)
    expect(order.indexOf('b')).toBeLessThanOrEqual(1)
  })

  it('serves weights 3:1 as 3:1, whenever one looks', async () => {
    const slots = under.process()
    const request = accountRequest(own('pool'), [candidate(own('acct'), 1)], { waitTimeoutMs: 60_000 })
    const first = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const order: ('heavy' | 'light')[] = []
    const serve = async (userId: 'heavy' | 'light', weight: number) => {
      const { lease } = acquiredAccount(await slots.acquireAccountSlot({ ...request, userId, weight }, never))
      order.push(userId)
      await lease.release()
    }
    const all = Array.from({ length: 240 }, async (_, i) => await (i % 2 ? serve('heavy', 3) : serve('light', 1)))
    await until(async () => (await poolWaiting(slots, request.poolId)) === 240)
    await first.lease.release()
    await Promise.all(all)
    // Both wait all the time until the 120 of the heavier one are served.
    for (const starts of [40, 80, 120, 160]) {
      const heavy = order.slice(0, starts).filter((each) => each === 'heavy').length
      expect(Math.abs(heavy - starts * 0.75)).toBeLessThanOrEqual(1)
    }
  })

  it("sheds the greediest customer's newest waiter from a full queue, refuses the greediest itself, and forgets who leaves", async () => {
    const slots = under.process()
    const request = accountRequest(own('pool'), [candidate(own('acct'), 1)], { maxWaiting: 3 })
    const first = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const leaving = new AbortController()
    const ended: string[] = []
    const greedy: Promise<unknown>[] = []
    for (let i = 0; i < 3; i++) {
      greedy.push(
        Promise.resolve(slots.acquireAccountSlot({ ...request, userId: 'greedy' }, leaving.signal)).then((result) =>
          ended.push(`${i} ${result.kind}`),
        ),
      )
      await until(async () => (await poolWaiting(slots, request.poolId)) === i + 1)
    }
    expect((await slots.acquireAccountSlot({ ...request, userId: 'greedy' }, never)).kind).toBe('queue_full')
    const modest = under.process().acquireAccountSlot({ ...request, userId: 'modest' }, never)
    await until(() => ended.length > 0)
    expect(ended).toEqual(['2 shed'])
    leaving.abort()
    await Promise.all(greedy)
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    await first.lease.release()
    await acquiredAccount(await modest).lease.release()
    const late = acquiredAccount(await slots.acquireAccountSlot(request, never))
    expect((await slots.acquireAccountSlot({ ...request, waitTimeoutMs: 100 }, never)).kind).toBe('timeout')
    await until(async () => (await poolWaiting(slots, request.poolId)) === 0)
    await late.lease.release()
  })

  it('looks at the candidates anew while waiting: accounts added, emptied pools', async () => {
    const slots = under.process()
    let candidates: AccountCandidate[] = [candidate(own('acct'), 1)]
    const request = accountRequest(own('pool'), () => candidates)
    const first = acquiredAccount(await slots.acquireAccountSlot(request, never))
    const waiting = slots.acquireAccountSlot(request, never)
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    const added = candidate(own('acct'), 1)
    candidates = [...candidates, added]
    await slots.reevaluate(request.poolId, 's0')
    expect(acquiredAccount(await waiting).accountId).toBe(added.accountId)
    const next = slots.acquireAccountSlot(request, never)
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    candidates = []
    expect(await next).toEqual({ kind: 'none_eligible', retryAfterMs: null })
    expect(await slots.acquireAccountSlot(request, never)).toEqual({ kind: 'none_eligible', retryAfterMs: null })
    await until(async () => (await poolWaiting(slots, request.poolId)) === 0)
    await first.lease.release()
  })

  it('gives defined answers to limits of 0, below 0, huge and not a number', async () => {
    const slots = under.process()
    for (const limit of [0, -5, Number.NaN, 1e300, Number.POSITIVE_INFINITY]) {
      const only = candidate(own('acct'), limit)
      const request = accountRequest(own('pool'), [only], { weight: limit, sessionKey: 'one' })
      const results = []
      for (let i = 0; i < 20; i++) results.push(acquiredAccount(await slots.acquireAccountSlot(request, never)))
      expect(await running(slots, only.accountId)).toBe(20)
      for (const each of results) await each.lease.release()
      expect(await running(slots, only.accountId)).toBe(0)
    }
  })
}

function healthBehaviour(under: SlotsUnderTest): void {
  const report = async (slots: Slots, accountId: string, effect: AccountEffect) =>
    await slots.reportOutcome(accountId, 's0', 'model-a', effect)
  const stateOf = async (slots: Slots, accountId: string) =>
    (await slots.accountLoads([{ accountId, shard: 's0', limit: 10 }]))[0]

  it('pauses one model of an account and leaves its others alone; clear-now ends it for waiters at once', async () => {
    const slots = under.process()
    const only = candidate(own('acct'), 1)
    const request = accountRequest(own('pool'), [only])
    await report(slots, only.accountId, {
      kind: 'rate_limited',
      retryAfterMs: 300_000,
      model: 'model-a',
      reason: '429',
    })
    const refused = await slots.acquireAccountSlot(request, never)
    if (refused.kind !== 'none_eligible') throw new Error(refused.kind)
    expect(refused.retryAfterMs).toBeGreaterThan(200_000)
    expect(await stateOf(slots, only.accountId)).toMatchObject({ state: 'ready', models: [{ model: 'model-a' }] })
    const other = accountRequest(request.poolId, [{ ...only, upstreamModel: 'model-b' }])
    const { lease } = acquiredAccount(await slots.acquireAccountSlot(other, never))
    const waiting = slots.acquireAccountSlot(other, never)
    await until(async () => (await poolWaiting(slots, request.poolId)) === 1)
    await lease.release()
    expect(acquiredAccount(await waiting).accountId).toBe(only.accountId)
    await slots.clearCooldown(only.accountId, 's0')
    expect(await stateOf(slots, only.accountId)).toMatchObject({ state: 'ready', models: [] })
  })

  it('opens the breaker after 5 failures in all processes, and lets clear-now end it', async () => {
    const [slots, other] = [under.process(), under.process()]
    const only = candidate(own('acct'), 5)
    const request = accountRequest(own('pool'), [only])
    for (let i = 0; i < 4; i++) await report(slots, only.accountId, { kind: 'failure', reason: 'reset' })
    await acquiredAccount(await other.acquireAccountSlot(request, never)).lease.release()
    await report(other, only.accountId, { kind: 'failure', reason: 'reset' })
    expect(await stateOf(slots, only.accountId)).toMatchObject({ state: 'breaker_open', reason: 'reset' })
    expect((await slots.acquireAccountSlot(request, never)).kind).toBe('none_eligible')
    await other.clearCooldown(only.accountId, 's0')
    await acquiredAccount(await slots.acquireAccountSlot(request, never)).lease.release()
  })

  it('tells of the third refused credential in a row only', async () => {
    const slots = under.process()
    const accountId = own('acct')
    const refused: AccountEffect = { kind: 'credentials', cooldownMs: 600_000, reason: '401' }
    expect(await report(slots, accountId, refused)).toEqual({ becameError: false })
    expect(await report(slots, accountId, refused)).toEqual({ becameError: false })
    await report(slots, accountId, { kind: 'success' })
    for (const becameError of [false, false, true]) {
      await slots.clearCooldown(accountId, 's0')
      expect(await report(slots, accountId, refused)).toEqual({ becameError })
    }
  })

  it('remembers which account made a response, for its customer only', async () => {
    const slots = under.process()
    const userId = own('usr')
    await slots.rememberResponse(userId, 'resp_1', 'acct_1')
    expect(await under.process().findResponse(userId, 'resp_1')).toBe('acct_1')
    expect(await slots.findResponse(own('usr'), 'resp_1')).toBeNull()
    expect(await slots.ping()).toBe(true)
  })

  it('keeps the slot of a call that runs for three lease times', async () => {
    const slots = under.process()
    const only = candidate(own('acct'), 1)
    const request = accountRequest(own('pool'), [only])
    const { lease } = acquiredAccount(await slots.acquireAccountSlot(request, never))
    await sleep(3 * quickLimits.leaseTtlMs)
    expect(lease.lost).toBe(false)
    expect(await running(slots, only.accountId)).toBe(1)
    await lease.release()
    expect(await running(slots, only.accountId)).toBe(0)
  })
}

/** What holds for accounts' slots, queues and health on every store. */
export function describeAccountSlots(under: SlotsUnderTest): void {
  pickingBehaviour(under)
  stickyBehaviour(under)
  waitingBehaviour(under)
  healthBehaviour(under)
}
