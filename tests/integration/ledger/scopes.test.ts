import { afterEach, describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { checkpointHold, getBalance, placeHold, settleRequest, trialBalance } from '@/lib/ledger'
import { subscriptionProgress } from '@/lib/subscriptions'
import {
  type Customer,
  clock,
  createCustomer,
  heldRequest,
  hold,
  holdInput,
  ledgerForFile,
  noUsage,
  settleInput,
  subscribe,
  usd,
} from './fixtures'

const own = ledgerForFile()

afterEach(() => {
  clock.nowMs = null
})

/** Fifty calls of $0.10 at once; each that is admitted settles at its hold. Answers what was charged and who refused. */
async function race(customer: Customer): Promise<{ charged: bigint; held: number; scopes: Set<string> }> {
  const scopes = new Set<string>()
  let charged = 0n
  let held = 0
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      const request = heldRequest(customer)
      const result = await placeHold(holdInput(own.processId, request, 0.1))
      if (result.kind === 'refused') scopes.add(result.scope)
      if (result.kind !== 'held') return
      held += 1
      const { fundedBy, subscriptionId } = result
      const settled = await settleRequest(settleInput(own.processId, request, 0.1, { fundedBy, subscriptionId }))
      charged += settled.chargedNanoUsd
    }),
  )
  return { charged, held, scopes }
}

describe('fifty calls at once', () => {
  it('never spend more than the balance', async () => {
    const customer = await createCustomer({ balance: 0.3 })
    expect(await race(customer)).toEqual({ charged: usd(0.3), held: 3, scopes: new Set(['wallet']) })
  })
  it("never spend more than the key's cap", async () => {
    const customer = await createCustomer({ balance: 10, cap: { amount: 0.3, period: null } })
    expect(await race(customer)).toEqual({ charged: usd(0.3), held: 3, scopes: new Set(['key_cap']) })
  })
  it("never spend more than the user's budget", async () => {
    const customer = await createCustomer({ balance: 10, budget: { amount: 0.3, period: 'month' } })
    expect(await race(customer)).toEqual({ charged: usd(0.3), held: 3, scopes: new Set(['user_budget']) })
  })
  it('never spend more than an allowance window', async () => {
    const customer = await createCustomer({ balance: 10, fallbackToBalance: false })
    await subscribe(customer, { day: 0.3, startedAt: '2026-01-01' })
    expect(await race(customer)).toEqual({ charged: usd(0.3), held: 3, scopes: new Set(['subscription_day']) })
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(10), heldNanoUsd: 0n })
  })
  it('never spend more than the smallest of all three at once', async () => {
    const customer = await createCustomer({
      ...{
        balance: 10,
        fallbackToBalance: false,
        cap: { amount: 0.5, period: 'day' },
        budget: { amount: 0.4, period: 'week' },
      },
    })
    await subscribe(customer, { day: 1, week: 0.7, startedAt: '2026-01-01' })
    const { charged, held, scopes } = await race(customer)
    expect({ charged, held, scopes }).toEqual({ charged: usd(0.4), held: 4, scopes: new Set(['user_budget']) })
  })
})

describe('scopes', () => {
  it('all refuse or none is touched', async () => {
    const customer = await createCustomer({ balance: 10, cap: { amount: 0.05, period: 'day' } })
    const [, result] = await hold(own.processId, customer, 0.1)
    expect(result).toMatchObject({ kind: 'refused', scope: 'key_cap', availableNanoUsd: usd(0.05) })
    expect(result.kind === 'refused' && result.resetsAtMs).toBeGreaterThan(Date.now())
    expect(await getBalance(customer.userId)).toMatchObject({ heldNanoUsd: 0n })
  })
  it('take the allowance first, then the balance', async () => {
    const customer = await createCustomer({ balance: 1 })
    const { subscriptionId } = await subscribe(customer, { day: 0.15, startedAt: '2026-01-01' })
    const first = await hold(own.processId, customer, 0.1)
    expect(first[1]).toEqual({ kind: 'held', fundedBy: 'subscription', subscriptionId })
    expect((await hold(own.processId, customer, 0.1))[1]).toEqual({
      kind: 'held',
      fundedBy: 'wallet',
      subscriptionId: null,
    })
  })
  it('let a plan pay only on the pools that it opens', async () => {
    const other = await createCustomer()
    const customer = await createCustomer({ balance: 1 })
    await subscribe(customer, { day: 10, startedAt: '2026-01-01', poolIds: [other.poolId] })
    expect((await hold(own.processId, customer, 0.1))[1]).toMatchObject({ fundedBy: 'wallet' })
  })
  it('count what was spent before a cap was set', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.2)
    await settleRequest(settleInput(own.processId, request, 0.2))
    await pool().query(`UPDATE api_keys SET spend_cap_nano_usd = $2, cap_period = 'month' WHERE id = $1`, [
      customer.keyId,
      usd(0.25),
    ])
    expect((await hold(own.processId, customer, 0.1))[1]).toMatchObject({
      scope: 'key_cap',
      availableNanoUsd: usd(0.05),
    })
  })
  it('fill again when the period of a cap changes, in the customer’s timezone', async () => {
    const customer = await createCustomer({
      balance: 1,
      timezone: 'America/New_York',
      cap: { amount: 0.1, period: 'day' },
    })
    clock.nowMs = Date.parse('2026-11-21T04:59:00Z')
    const [request, held] = await hold(own.processId, customer, 0.1)
    expect(held.kind).toBe('held')
    expect((await hold(own.processId, customer, 0.1))[1]).toMatchObject({
      ...{ scope: 'key_cap', resetsAtMs: Date.parse('2026-11-21T05:00:00Z') },
    })
    clock.nowMs = Date.parse('2026-11-21T05:00:00Z')
    expect((await hold(own.processId, customer, 0.1))[1].kind).toBe('held')
    // The old day's call ends in the new one: it counts in the day it was admitted in.
    await settleRequest(settleInput(own.processId, request, 0.1))
    const { rows } = await pool().query(
      'SELECT used_nano_usd AS used, held_nano_usd AS held FROM key_spend WHERE key_id = $1',
      [customer.keyId],
    )
    expect(rows).toEqual([{ used: 0n, held: usd(0.1) }])
  })
  it('grow together: a hold in an allowance grows in its window, and not past it', async () => {
    const customer = await createCustomer({ balance: 5 })
    const { subscriptionId } = await subscribe(customer, { day: 0.3, startedAt: '2026-01-01' })
    const [request] = await hold(own.processId, customer, 0.1)
    const input = {
      ...{ request, processId: own.processId, usage: { ...noUsage, output: 1 }, accountId: 'a', upstreamModel: 'm' },
      ...{ fundedBy: 'subscription' as const, subscriptionId, heldNanoUsd: usd(0.1), leased: null },
    }
    expect(await checkpointHold({ ...input, wantedNanoUsd: usd(0.3) })).toEqual({ kind: 'ok', heldNanoUsd: usd(0.3) })
    expect(await checkpointHold({ ...input, wantedNanoUsd: usd(0.31) })).toMatchObject({
      kind: 'refused',
      scope: 'subscription_day',
    })
    expect((await subscriptionProgress(customer.userId))?.windows).toMatchObject([
      { heldNanoUsd: usd(0.3), remainingNanoUsd: 0n },
    ])
    const settled = await settleRequest(
      settleInput(own.processId, request, 0.5, { fundedBy: 'subscription', subscriptionId }),
    )
    expect(settled).toMatchObject({ chargedNanoUsd: usd(0.3), lossNanoUsd: usd(0.2) })
    expect((await subscriptionProgress(customer.userId))?.windows).toMatchObject([
      { heldNanoUsd: 0n, usedNanoUsd: usd(0.3) },
    ])
  })
  it('leave books that balance', async () => {
    const { sumNanoUsd, invariants } = await trialBalance()
    expect(sumNanoUsd).toBe(0n)
    expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
  })
})
