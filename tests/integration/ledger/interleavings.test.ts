import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import {
  checkpointHold,
  expirePromotions,
  getBalance,
  type HeldRequest,
  placeHold,
  reconcile,
  settleRequest,
  transfer,
  trialBalance,
} from '@/lib/ledger'
import { rollUpUsage } from '@/lib/usage'
import {
  type Customer,
  clock,
  createCustomer,
  heldRequest,
  holdInput,
  ledgerForFile,
  noUsage,
  settleInput,
  subscribe,
} from './fixtures'

const own = ledgerForFile()
const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)

afterEach(() => {
  clock.nowMs = null
})

/** What may happen to a customer's money, in any order and at the same time. */
const amount = fc.integer({ min: 1, max: 300 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), amount }),
  fc.record({ kind: fc.constant('grow' as const), call: fc.nat(), amount }),
  fc.record({ kind: fc.constant('settle' as const), call: fc.nat(), amount, again: fc.boolean() }),
  fc.record({ kind: fc.constant('void' as const), call: fc.nat() }),
  fc.record({ kind: fc.constant('top_up' as const), amount }),
  fc.record({ kind: fc.constant('refund' as const), amount }),
  fc.record({ kind: fc.constant('adjust' as const), amount, partial: fc.boolean() }),
  fc.record({ kind: fc.constant('promise' as const), amount, days: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('expire' as const) }),
  fc.record({ kind: fc.constant('day' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type World = { customer: Customer; calls: HeldRequest[] }

const nano = (milliUsd: number): bigint => BigInt(milliUsd) * 1_000_000n
const cause = () => ({ kind: 'test', id: createId('event') })

async function call(world: World, which: number): Promise<HeldRequest | undefined> {
  return world.calls[which % Math.max(1, world.calls.length)]
}

async function move(world: World, one: Step): Promise<void> {
  const { userId } = world.customer
  switch (one.kind) {
    case 'top_up':
      await transfer({
        userId,
        debit: 'stripe_clearing',
        credit: 'wallet',
        amountNanoUsd: nano(one.amount),
        kind: 'top_up',
        cause: cause(),
      })
      break
    case 'refund':
      await transfer({
        ...{
          userId,
          debit: 'wallet',
          credit: 'refunds',
          amountNanoUsd: nano(one.amount),
          kind: 'refund',
          cause: cause(),
          partial: true,
        },
      })
      break
    case 'adjust':
      await transfer({
        ...{ userId, debit: 'customer', credit: 'adjustments', amountNanoUsd: nano(one.amount), kind: 'adjustment' },
        ...{ cause: cause(), partial: one.partial },
      })
      break
    case 'promise': {
      const expiresAt = one.days === 0 ? null : new Date((clock.nowMs ?? 0) + one.days * 86_400_000)
      await transfer({
        ...{
          userId,
          debit: 'promotions',
          credit: 'promo',
          amountNanoUsd: nano(one.amount),
          kind: 'promotion',
          cause: cause(),
          expiresAt,
        },
      })
      break
    }
    case 'expire':
      await expirePromotions()
      break
    case 'day':
      clock.nowMs = (clock.nowMs ?? 0) + 86_400_000
      break
    default:
      await spend(world, one)
  }
}

async function spend(world: World, one: Step): Promise<void> {
  if (one.kind === 'hold') {
    const request = heldRequest(world.customer)
    const result = await placeHold({ ...holdInput(own.processId, request, 0), amountNanoUsd: nano(one.amount) })
    if (result.kind === 'held') world.calls.push(request)
    return
  }
  if (one.kind !== 'grow' && one.kind !== 'settle' && one.kind !== 'void') return
  const request = await call(world, one.call)
  if (!request) return
  if (one.kind === 'grow') {
    await checkpointHold({
      ...{ request, processId: own.processId, wantedNanoUsd: nano(one.amount), usage: { ...noUsage, output: 1 } },
      ...{ accountId: null, upstreamModel: null, fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 0n },
      leased: null,
    })
    return
  }
  const input = one.kind === 'void' ? { status: 'voided' as const } : { costNanoUsd: nano(one.amount) }
  const first = settleRequest(settleInput(own.processId, request, 0, input))
  if (one.kind === 'settle' && one.again)
    await settleRequest(settleInput(own.processId, request, 0, { costNanoUsd: nano(7) }))
  await first
}

async function assertInvariants(world: World): Promise<void> {
  const { invariants } = await trialBalance()
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
  expect(await reconcile()).toEqual([])
  const balance = await getBalance(world.customer.userId)
  const { rows } = await pool().query<{ promo: bigint }>(
    'SELECT coalesce(sum(remaining_nano_usd), 0)::bigint AS promo FROM promo_grants WHERE user_id = $1',
    [world.customer.userId],
  )
  expect(rows).toEqual([{ promo: balance.promoNanoUsd }])
}

async function newWorld(withPlan: boolean): Promise<World> {
  clock.nowMs = Date.parse('2026-11-10T12:00:00Z')
  const customer = await createCustomer({
    ...{
      balance: 0.5,
      timezone: 'Europe/Berlin',
      cap: { amount: 2, period: 'week' },
      budget: { amount: 3, period: 'month' },
    },
  })
  if (withPlan) await subscribe(customer, { day: 0.2, week: 0.6, startedAt: '2026-11-01T08:00:00Z' })
  return { customer, calls: [] }
}

it(`all invariants hold after any interleaving (seed ${seed}; TEST_SEED repeats it)`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 15 }),
      fc.boolean(),
      async (rounds, withPlan) => {
        const world = await newWorld(withPlan)
        for (const round of rounds) {
          await Promise.all(round.map((one) => move(world, one)))
          await assertInvariants(world)
        }
        for (const request of world.calls) await settleRequest(settleInput(own.processId, request, 0.01))
        expect(await getBalance(world.customer.userId)).toMatchObject({ heldNanoUsd: 0n })
        await assertInvariants(world)
      },
    ),
    { seed, numRuns: 25, endOnFailure: true },
  )
  const { rows } = await pool().query('SELECT * FROM key_spend WHERE held_nano_usd <> 0')
  expect(rows).toEqual([])
  await rollUpUsage()
}, 120_000)
