import fc from 'fast-check'
import type { Stripe } from 'stripe'
import { afterAll, expect, it } from 'vitest'
import { cancelPlan, startSubscriptionCheckout, switchPlan } from '@/lib/billing'
import { stripe } from '@/lib/billing/stripe-client'
import { prisma } from '@/lib/db/prisma'
import type { PlanView } from '@/lib/plans'
import {
  type Buyer,
  billingForFile,
  control,
  createBuyer,
  deliver,
  deliverAll,
  expectSound,
  intentOf,
  makePlan,
  newEvents,
  openTopUp,
  pay,
  stateOf,
} from './support'

const world = billingForFile()
const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)
const refund = async (id: string, amount: number) =>
  await stripe().refunds.create({ payment_intent: await intentOf(id), amount })

/** What a buyer, a bank and an operator do one after the other; webhooks may come at any moment in between and after. */
type Story = { name: string; steps: ((one: Scene) => Promise<unknown>)[] }
type Scene = { buyer: Buyer; plans: PlanView[]; id: string; dispute: string }

const buyCredit = [
  async (one: Scene) => {
    one.id = await openTopUp(one.buyer, 30)
  },
  async (one: Scene) => await pay(world, one.id),
]
const openDispute = async (one: Scene) => {
  one.dispute = String((await control(world, 'disputes', { payment_intent: await intentOf(one.id) }))['id'])
}
const close = (status: 'won' | 'lost') => async (one: Scene) =>
  await control(world, `disputes/${one.dispute}/close`, { status })
const buyPlan = [
  async (one: Scene) => {
    const plan = one.plans[0]?.id ?? ''
    one.id = (await startSubscriptionCheckout(one.buyer.ctx, one.buyer.userId, plan)).checkoutId
  },
  async (one: Scene) => await pay(world, one.id),
]
const month = async () => await control(world, 'advance', { seconds: 32 * 86_400 })

const stories: Story[] = [
  { name: 'a purchase', steps: buyCredit },
  {
    name: 'a delayed purchase',
    steps: [
      buyCredit[0] ?? month,
      async (one) => await pay(world, one.id, 'delayed'),
      async (one) => await control(world, 'settle', { payment_intent: await intentOf(one.id) }),
    ],
  },
  {
    name: 'two refunds of a purchase',
    steps: [...buyCredit, async (one) => await refund(one.id, 1_000), async (one) => await refund(one.id, 2_000)],
  },
  { name: 'a dispute that is lost', steps: [...buyCredit, openDispute, close('lost')] },
  {
    name: 'a refund and a dispute that is won',
    steps: [...buyCredit, async (one) => await refund(one.id, 700), openDispute, close('won')],
  },
  { name: 'a subscription and its renewal', steps: [...buyPlan, month] },
]

async function play(story: Story, deliveries: number[], order: (events: Stripe.Event[]) => Stripe.Event[]) {
  const plans = [await makePlan('Small', 10, 10), await makePlan('Large', 40, 60)]
  const scene: Scene = { buyer: await createBuyer(), plans, id: '', dispute: '' }
  let waiting: Stripe.Event[] = []
  for (const [index, step] of story.steps.entries()) {
    await step(scene)
    waiting.push(...(await newEvents()))
    // Some of what is known by now comes before the next thing happens.
    const now = waiting.splice(0, deliveries[index] ?? 0)
    await deliverAll(order(now))
    waiting = [...waiting, ...now]
  }
  await deliverAll(order(waiting))
  return { scene, state: JSON.stringify(await stateOf(scene.buyer.userId), shown) }
}

const planIds = new Map<string, string>()
function shown(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  // Each play has its own plans: only whether there is one matters.
  if ((key === 'plan' || key === 'next') && typeof value === 'string') return planIds.get(value) ?? 'a plan'
  return value
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  )
}

afterAll(expectSound)

for (const story of stories) {
  it(`${story.name}: any moment, order and repetition of its events ends in one state (seed ${seed})`, async () => {
    const straight = await play(
      story,
      story.steps.map(() => 100),
      (events) => events,
    )
    const run = fc.asyncProperty(
      fc.array(fc.nat({ max: 6 }), { minLength: story.steps.length, maxLength: story.steps.length }),
      fc.infiniteStream(fc.nat({ max: 1_000 })),
      async (deliveries, random) => {
        const shuffle = (events: Stripe.Event[]) => {
          const keyed = events
            .flatMap((event) => [event, event])
            .map((event) => ({ event, key: random.next().value ?? 0 }))
          return keyed.sort((a, b) => a.key - b.key).map(({ event }) => event)
        }
        expect((await play(story, deliveries, shuffle)).state).toBe(straight.state)
      },
    )
    await fc.assert(run, { seed, numRuns: 4, endOnFailure: true })
  })
}

it('every permutation of the events of a refunded purchase ends in one state', async () => {
  const states = new Set<string>()
  const orders = permutations([0, 1, 2, 3])
  for (const order of orders) {
    const story = stories[2]
    if (!story) throw new Error('no story')
    const steps = story.steps.slice(0, 3)
    const { state } = await play({ ...story, steps }, [], (events) => {
      const four = events.slice(0, 4)
      return [...order.flatMap((index) => four[index] ?? []), ...events.slice(4)]
    })
    states.add(state)
  }
  expect(orders).toHaveLength(24)
  expect([...states]).toHaveLength(1)
  expect([...states][0]).toContain('"status":"paid"')
})

it('all events of a subscription at once, each twice, in parallel: one plan, one income', async () => {
  const [small, large] = [await makePlan('Small', 10, 10), await makePlan('Large', 40, 60)]
  const buyer = await createBuyer()
  const { checkoutId } = await startSubscriptionCheckout(buyer.ctx, buyer.userId, small.id)
  await pay(world, checkoutId)
  const begun = await newEvents()
  await Promise.all([...begun, ...begun].map(deliver))
  const { id } = await prisma().subscription.findFirstOrThrow({ where: { userId: buyer.userId } })
  await switchPlan(buyer.ctx, id, large.id)
  await cancelPlan(buyer.ctx, id)
  const before = await stateOf(buyer.userId)
  const rest = await newEvents()
  await Promise.all([...begun, ...rest, ...rest].map(deliver))
  expect(await stateOf(buyer.userId)).toEqual(before)
  expect(before).toMatchObject({ subscriptions: [{ plan: large.id, cancel: true, status: 'active' }] })
  expect(await prisma().stripeEvent.count({ where: { status: { not: 'processed' } } })).toBe(0)
})
