import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createAccountPool } from '@/lib/account-pools'
import { checkKey, mintApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import { dropProcessState } from '@/lib/process-state'
import { createUser } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'

giveTestDatabase()
const ctx = systemContext('test')
const dayMs = 86_400_000
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs)

type Span = { from?: number; to?: number; created?: number; status?: 'active' | 'past_due' | 'cancelled' | 'ended' }

let userId: string
let poolId: string
let otherPoolId: string
let secret: string

beforeEach(async () => {
  dropProcessState('key-cache')
  const name = createId('event')
  userId = (await createUser(ctx, { email: `${name}@example.com` })).id
  poolId = (await createAccountPool(ctx, { name })).id
  otherPoolId = (await createAccountPool(ctx, { name: `${name}-other` })).id
  secret = (await mintApiKey(ctx, userId, { name: 'k', poolId })).key
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

/** A subscription of a new plan that opens `poolIds`; none = every pool. */
async function subscribe(poolIds: string[], { from = -1, to = 1, created = 0, status = 'active' }: Span = {}) {
  const [planId, id] = [createId('plan'), createId('subscription')]
  const limits = { concurrencyLimit: 7, requestsPerMinute: 70, tokensPerMinute: 700, fairQueueWeight: 3 }
  await prisma().plan.create({ data: { id: planId, name: planId, priceNanoUsd: 1n, ...limits } })
  await prisma().planPool.createMany({ data: poolIds.map((each) => ({ planId, poolId: each })) })
  const period = { startedAt: daysFromNow(from), periodStart: daysFromNow(from), periodEnd: daysFromNow(to) }
  await prisma().subscription.create({
    data: { id, userId, planId, status, createdAt: daysFromNow(created), ...period },
  })
  return { subscriptionId: id, planName: planId }
}

async function access() {
  const check = await checkKey(secret, '203.0.113.7')
  return check.kind === 'allowed' ? check.access : null
}

describe('what a key’s plan is', () => {
  it('is none without a subscription', async () => {
    expect(await access()).toMatchObject({ subscriptionId: null, planName: null, fairQueueWeight: 1 })
    expect(await access()).toMatchObject({ userRequestsPerMinute: null, userTokensPerMinute: null })
  })

  it('gives its limits to a user who was left at the defaults', async () => {
    const subscription = await subscribe([])
    expect(await access()).toMatchObject({
      ...subscription,
      ...{ fairQueueWeight: 3, userConcurrencyLimit: 7, userRequestsPerMinute: 70, userTokensPerMinute: 700 },
    })
  })

  it('leaves a user the limits that an admin gave', async () => {
    await subscribe([])
    const own = { concurrencyLimit: 2, requestsPerMinute: 20, tokensPerMinute: 200, rateMultiplier: 1_500_000n }
    await prisma().user.update({ where: { id: userId }, data: own })
    expect(await access()).toMatchObject({
      ...{ userConcurrencyLimit: 2, userRequestsPerMinute: 20, userTokensPerMinute: 200 },
      userRateMultiplier: 1_500_000n,
    })
  })

  it('is one that opens the key’s pool before one that opens all, the newest of each', async () => {
    const open = await subscribe([], { created: -3 })
    expect(await access()).toMatchObject(open)
    dropProcessState('key-cache')
    await subscribe([poolId], { created: -5 })
    const newer = await subscribe([otherPoolId, poolId], { created: -4 })
    await subscribe([], { created: -1 })
    await subscribe([otherPoolId], { created: -1 })
    expect(await access()).toMatchObject(newer)
  })

  it.each<[string, Span]>([
    ['has not begun', { from: 1, to: 2 }],
    ['is over', { from: -2, to: -1 }],
    ['was ended', { status: 'ended' }],
  ])('is none of which the period %s', async (_, span) => {
    await subscribe([], span)
    await subscribe([poolId], span)
    expect(await access()).toMatchObject({ subscriptionId: null })
  })

  it.each(['past_due', 'cancelled'] as const)('is one that is %s until its period’s end', async (status) => {
    expect(await subscribe([], { status })).toMatchObject({ subscriptionId: (await access())?.subscriptionId })
  })

  it('is none that opens only other pools', async () => {
    await subscribe([otherPoolId])
    expect(await access()).toMatchObject({ subscriptionId: null })
  })
})
