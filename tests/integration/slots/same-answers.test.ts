import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisClient } from '@/lib/redis'
import { type AccountCandidate, type AccountEffect, defaultSlotLimits } from '@/lib/slots'
import { toCandidateSet } from '@/lib/slots/client/candidate-set'
import { createMemoryStore } from '@/lib/slots/memory/create-memory-store'
import { createRedisStore } from '@/lib/slots/redis/create-redis-store'
import type { SlotStore, StoreSignal } from '@/lib/slots/store'
import { skipsRedis, startTestRedis, type TestRedis } from '../../support/redis'

/** 10 000 in the slow mode: TURNPIKE_HISTORIES=10000. */
const histories = Number(process.env['TURNPIKE_HISTORIES'] ?? 500)
const seed = Number(process.env['TURNPIKE_SEED'] ?? Date.now() % 1_000_000_007)
const limits = { ...defaultSlotLimits, warmupMs: 0 }

const processes = ['proc_0', 'proc_1'] as const
const users = ['u0', 'u1', 'u2'] as const
const pools = ['p0', 'p1'] as const
const models = ['m0', 'm1'] as const

const processId = fc.constantFrom(...processes)
const user = fc.constantFrom(...users)
const pool = fc.constantFrom(...pools)
const account = fc.constantFrom('a0', 'a1', 'a2', 'a3')
const model = fc.constantFrom(...models)
const ticket = fc.nat({ max: 24 })

const candidate: fc.Arbitrary<AccountCandidate> = fc.record({
  accountId: account,
  limit: fc.constantFrom(0, 1, 1, 2, 3),
  priority: fc.constantFrom(1, 1, 2),
  upstreamModel: model,
})
const candidates = fc.uniqueArray(candidate, { maxLength: 4, selector: (each) => each.accountId })
const queueBound = fc.constantFrom(0, 1, 2, 3, 8)
const reason = fc.constantFrom('r1', 'r2')

const effect: fc.Arbitrary<AccountEffect> = fc.oneof(
  fc.record({ kind: fc.constant('success' as const) }),
  fc.record({ kind: fc.constant('failure' as const), reason }),
  fc.record({ kind: fc.constant('failure' as const), reason }),
  fc.record({ kind: fc.constant('overloaded' as const), reason }),
  fc.record({ kind: fc.constant('credentials' as const), cooldownMs: fc.constantFrom(0, 5_000, 600_000), reason }),
  fc.record({
    kind: fc.constant('rate_limited' as const),
    retryAfterMs: fc.constantFrom(null, 0, 700, 20_000, 2_000_000),
    model: fc.option(model),
    reason,
  }),
)

const window = fc.constantFrom(
  { name: 'w:requests', limit: 7, isKept: true },
  { name: 'w:tokens', limit: 1_000_003, isKept: false },
)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 20, 300, 900, 2_100, 6_000, 31_000, 900_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('admit' as const),
      processId,
      user,
      ticket,
      userLimit: fc.constantFrom(0, 1, 2, 3),
      key: fc.constantFrom(null, 'k0', 'k1'),
      keyLimit: fc.constantFrom(0, 1, 2),
      windows: fc.uniqueArray(fc.record({ window, cost: fc.constantFrom(0, 1, 3, 400_000) }), {
        maxLength: 2,
        selector: (each) => each.window.name,
      }),
      maxWaiting: queueBound,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('acquire' as const),
      processId,
      user,
      pool,
      ticket,
      turnCost: fc.constantFrom(1_000_000, 333_333),
      sessionKey: fc.constantFrom(null, 's0', 's1'),
      stickyPatienceMs: fc.constantFrom(0, 500, 3_000),
      stickyTtlMs: fc.constantFrom(0, 10_000, 3_600_000),
      maxWaiting: queueBound,
      candidates,
      seed: fc.nat({ max: 10 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('leaveAccount' as const),
      ...{ processId, pool, ticket },
      success: fc.option(fc.record({ accountId: account, model })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('leaveCustomer' as const),
      processId,
      user,
      ticket,
      refunds: fc.constantFrom([], [{ name: 'w:tokens', limit: 1_000_003, delta: -400_000 }]),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pollPool' as const),
      processId,
      pool,
      tickets: fc.uniqueArray(ticket, { maxLength: 6 }),
      candidates,
      seed: fc.nat({ max: 10 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pollCustomer' as const),
      processId,
      user,
      tickets: fc.uniqueArray(ticket, { maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('renewAccounts' as const),
      processId,
      leases: fc.uniqueArray(fc.tuple(ticket, account), { maxLength: 5, selector: ([id]) => id }),
      recreate: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('renewCustomer' as const),
      processId,
      user,
      leases: fc.uniqueArray(ticket, { maxLength: 5 }),
      recreate: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('report' as const), processId, account, model, effect }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), processId, account }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      user,
      delta: fc.constantFrom(-100_000, 50_000, 3_000_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('loads' as const), user, pool }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('session' as const), user, pool, sessionKey: fc.constantFrom('s0', 's1') }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Ids of one history's own, so that thousands share one server. */
function idsOf(history: number) {
  return {
    shard: `h${history}`,
    user: (name: string) => `${name}_h${history}`,
    customerTicket: (name: string, n: number) => `lease_${name}_${n}`,
    accountTicket: (n: number) => `lease_${n}`,
  }
}

async function apply(
  store: SlotStore,
  it: Exclude<Step, { do: 'wait' }>,
  ids: ReturnType<typeof idsOf>,
): Promise<unknown> {
  const { shard } = ids
  switch (it.do) {
    case 'admit': {
      const scopes = [{ name: 'user:u', limit: it.userLimit }]
      if (it.key) scopes.push({ name: `key:${it.key}`, limit: it.keyLimit })
      return await store.admit({
        processId: it.processId,
        userId: ids.user(it.user),
        ticketId: ids.customerTicket(it.user, it.ticket),
        scopes,
        windows: it.windows.map((each) => ({ ...each.window, cost: each.cost })),
        maxWaiting: it.maxWaiting,
      })
    }
    case 'acquire': {
      const { pool: poolId, user: userId, ticket: n, candidates: list, ...rest } = it
      const found = { candidates: toCandidateSet(list), ticketId: ids.accountTicket(n) }
      return await store.acquire({ ...rest, ...found, shard, poolId, userId })
    }
    case 'leaveAccount':
      return await store.leaveAccount({ ...it, shard, poolId: it.pool, ticketId: ids.accountTicket(it.ticket) })
    case 'leaveCustomer':
      return await store.leaveCustomer({
        ...it,
        userId: ids.user(it.user),
        ticketId: ids.customerTicket(it.user, it.ticket),
      })
    case 'pollPool': {
      const set = toCandidateSet(it.candidates)
      const tickets = it.tickets.map((n) => ({ id: ids.accountTicket(n), candidates: set }))
      return await store.pollPool({ ...it, shard, poolId: it.pool, tickets })
    }
    case 'pollCustomer': {
      const ticketIds = it.tickets.map((n) => ids.customerTicket(it.user, n))
      return await store.pollCustomer({ processId: it.processId, userId: ids.user(it.user), ticketIds })
    }
    case 'renewAccounts': {
      const leases = it.leases.map(([n, accountId]) => ({ leaseId: ids.accountTicket(n), places: [accountId] }))
      return await store.renewAccounts({ ...it, shard, leases })
    }
    case 'renewCustomer': {
      const leases = it.leases.map((n) => ({ leaseId: ids.customerTicket(it.user, n), places: ['user:u'] }))
      return await store.renewCustomer({ ...it, userId: ids.user(it.user), leases })
    }
    case 'report':
      return await store.report({ ...it, shard, accountId: it.account })
    case 'clear':
      return await store.clear({ ...it, shard, accountId: it.account })
    case 'correct': {
      const corrections = [{ name: 'w:tokens', limit: 1_000_003, delta: it.delta }]
      return await store.correct({ userId: ids.user(it.user), corrections })
    }
    case 'session':
      return await store.findSession({ shard, poolId: it.pool, userId: it.user, sessionKey: it.sessionKey })
    case 'loads':
      return [
        await store.customerLoads(ids.user(it.user), ['user:u', 'key:k0', 'key:k1']),
        await store.poolWaiting(shard, it.pool),
        await store.accountLoads(
          shard,
          ['a0', 'a1', 'a2', 'a3'].map((accountId) => ({ accountId, limit: 2 })),
        ),
      ]
  }
}

async function recording(store: SlotStore): Promise<StoreSignal[]> {
  const heard: StoreSignal[] = []
  for (const each of processes) {
    const signal = (it: StoreSignal) => void heard.push(it)
    await store.listen(each, { signal, epochChanged: () => undefined, reevaluate: () => undefined })
  }
  return heard
}

type Asked = Exclude<Step, { do: 'wait' }>

/** What each call asks: what one process asks of these in one turn goes by one script. */
const hot: readonly Step['do'][] = ['admit', 'acquire', 'leaveAccount', 'leaveCustomer']

/** The steps that are asked at once after `first`, of which there may be one alone; all by one process. */
function burst(steps: readonly Step[], first: number): Asked[] {
  const asked: Asked[] = []
  for (const it of steps.slice(first)) {
    if (it.do === 'wait' || (asked.length > 0 && !hot.includes(it.do))) break
    const lead = asked[0]
    asked.push('processId' in it && lead && 'processId' in lead ? { ...it, processId: lead.processId } : it)
    if (!hot.includes(it.do)) break
  }
  return asked
}

/** A ticket's id is used once: clients make a new one for each call. */
function isNewTicket(it: Asked, taken: Set<string>): boolean {
  if (it.do === 'renewCustomer' && it.recreate) for (const n of it.leases) taken.add(`${it.user} ${n}`)
  if (it.do === 'renewAccounts' && it.recreate) for (const [n] of it.leases) taken.add(`${n}`)
  if (it.do !== 'admit' && it.do !== 'acquire') return true
  const id = it.do === 'admit' ? `${it.user} ${it.ticket}` : `${it.ticket}`
  return !taken.has(id) && taken.add(id) !== undefined
}

/** Customers' and accounts' signals are told apart: their scripts answer one after the other. */
function inOrder(heard: readonly StoreSignal[]): StoreSignal[] {
  const isCustomers = (it: StoreSignal) => it.kind === 'customer_granted'
  return [...heard.filter(isCustomers), ...heard.filter((it) => !isCustomers(it))]
}

describe.skipIf(skipsRedis)('both slot stores', () => {
  let redis: TestRedis
  let nowMs = 1_900_000_000_000
  let lastHistory = 0
  beforeAll(async () => {
    redis = await startTestRedis()
  })
  afterAll(async () => await redis.stop())

  async function compare(mostAtOnce: number): Promise<void> {
    const client = createRedisClient({ url: redis.url, name: 'test', whileAway: 'fail', commandTimeoutMs: 5_000 })
    const inRedis = createRedisStore({ client, subscriber: null, limits: () => limits, clock: () => nowMs })
    const inMemory = createMemoryStore({ clock: { now: () => nowMs }, limits: () => limits })
    const heardInMemory = await recording(inMemory)
    const heardInRedis = await recording(inRedis)
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }), async (steps) => {
      const ids = idsOf(++lastHistory)
      const taken = new Set<string>()
      for (let i = 0; i < steps.length; ) {
        const next = steps[i]
        if (!next || next.do === 'wait') {
          nowMs += next?.ms ?? 0
          i += 1
          continue
        }
        const together = burst(steps, i).slice(0, mostAtOnce)
        i += together.length
        const asked = together.filter((it) => isNewTicket(it, taken))
        const expected: unknown[] = []
        for (const it of asked) expected.push(await apply(inMemory, it, ids))
        expect(await Promise.all(asked.map(async (it) => await apply(inRedis, it, ids)))).toEqual(expected)
        expect(inOrder(heardInRedis.splice(0))).toEqual(inOrder(heardInMemory.splice(0)))
      }
    })
    await fc.assert(property, { numRuns: histories, seed, endOnFailure: false })
    await inRedis.close('proc_0')
  }

  it.each([
    ['one by one', 1],
    ['many at once', 80],
  ])(
    `give the same answers to the same ${histories} histories, %s (seed ${seed})`,
    {
      timeout: histories * 400 + 20_000,
    },
    async (_, mostAtOnce) => await compare(mostAtOnce),
  )
})
