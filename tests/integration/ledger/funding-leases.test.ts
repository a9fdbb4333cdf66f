import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import {
  closeLedger,
  getBalance,
  type HeldRequest,
  placeHold,
  settleRequest,
  startLedger,
  sweepHolds,
  trialBalance,
} from '@/lib/ledger'
import { type Customer, createCustomer, databaseForFile, heldRequest, holdInput, settleInput, usd } from './fixtures'

const processId = createId('process')
const patient = { timeout: 20_000, interval: 50 }

databaseForFile()
beforeAll(() => startLedger({ processId, role: 'all', leasesFunds: true }))
afterAll(closeLedger)

async function call(customer: Customer, cost: number): Promise<boolean> {
  const request = heldRequest(customer)
  const result = await placeHold(holdInput(processId, request, 0.01))
  if (result.kind !== 'held') throw new Error(`the hold was not placed: ${JSON.stringify(result)}`)
  const { leased = null } = result
  await leased?.confirm()
  await settleRequest(settleInput(processId, request, cost, { leased }))
  return leased !== null
}

/** Calls, many a second, until some are admitted from a lease. */
async function untilLeased(customer: Customer): Promise<number> {
  let calls = 0
  await vi.waitFor(async () => {
    const leased = await Promise.all(Array.from({ length: 10 }, () => call(customer, 0.001)))
    calls += leased.length
    expect(leased).toContain(true)
  }, patient)
  return calls
}

async function leases(userId: string): Promise<{ process_id: string; amount_nano_usd: bigint }[]> {
  const statement = 'SELECT process_id, amount_nano_usd FROM funding_leases WHERE user_id = $1 ORDER BY 1'
  return (await pool().query(statement, [userId])).rows
}

async function broken(): Promise<string[]> {
  return (await trialBalance()).invariants.filter(({ holds }) => !holds).map(({ name, detail }) => `${name}: ${detail}`)
}

it('a busy customer is admitted from a lease, every call has its record, and a quiet one gets the rest back', async () => {
  const customer = await createCustomer({ balance: 100 })
  const calls = await untilLeased(customer)
  expect(await leases(customer.userId)).toMatchObject([{ process_id: processId }])
  expect(await broken()).toEqual([])
  // What is set aside for calls to come is the customer's to see as available.
  expect(await getBalance(customer.userId)).toMatchObject({ heldNanoUsd: 0n, balanceNanoUsd: usd(100 - calls / 1000) })
  await vi.waitFor(async () => expect(await leases(customer.userId)).toEqual([]), patient)
  const { rows } = await pool().query('SELECT held_nano_usd FROM wallets WHERE user_id = $1', [customer.userId])
  expect(rows).toEqual([{ held_nano_usd: 0n }])
  const { rows: records } = await pool().query('SELECT count(*) FROM usage_records WHERE user_id = $1', [
    customer.userId,
  ])
  expect(records).toEqual([{ count: BigInt(calls) }])
})

it('whoever a cap, a budget or a subscription limits gets no lease', async () => {
  const limited = [
    await createCustomer({ balance: 100, cap: { amount: 50, period: null } }),
    await createCustomer({ balance: 100, budget: { amount: 50, period: 'day' } }),
  ]
  const busy = await createCustomer({ balance: 100 })
  await vi.waitFor(async () => {
    const leased = await Promise.all(
      [busy, ...limited].flatMap((customer) => Array.from({ length: 10 }, () => call(customer, 0.001))),
    )
    expect(leased.slice(0, 10)).toContain(true)
    expect(leased.slice(10)).not.toContain(true)
  }, patient)
  for (const { userId } of limited) expect(await leases(userId)).toEqual([])
})

it('a call that needs what other processes have leased gets it', async () => {
  const customer = await createCustomer({ balance: 16 })
  await untilLeased(customer)
  const other = createId('process')
  // As another process would: a lease of 1 USD, given back as soon as it is recalled.
  await pool().query(`UPDATE wallets SET held_nano_usd = held_nano_usd + $2 WHERE user_id = $1`, [
    customer.userId,
    usd(1),
  ])
  await pool().query('INSERT INTO funding_leases (process_id, user_id, amount_nano_usd) VALUES ($1, $2, $3)', [
    ...[other, customer.userId, usd(1)],
  ])
  const { availableNanoUsd } = await getBalance(customer.userId)
  const request = heldRequest(customer)
  const placing = placeHold({ request, amountNanoUsd: availableNanoUsd, processId })
  await vi.waitFor(async () => {
    const { rows } = await pool().query('SELECT recalled_at FROM funding_leases WHERE process_id = $1', [other])
    expect(rows[0]?.recalled_at).not.toBeNull()
  }, patient)
  await pool().query('SELECT close_leases($1, $2)', [other, [customer.userId]])
  expect(await placing).toMatchObject({ kind: 'held' })
  await settleRequest(settleInput(processId, request, 0))
  expect(await broken()).toEqual([])
})

it('a lease that the database no longer has admits nobody for free: the wallet decides', async () => {
  const customer = await createCustomer({ balance: 100 })
  await untilLeased(customer)
  await pool().query('SELECT close_leases($1, $2)', [processId, [customer.userId]])
  const { availableNanoUsd } = await getBalance(customer.userId)
  await pool().query('UPDATE wallets SET held_nano_usd = held_nano_usd + $2 WHERE user_id = $1', [
    ...[customer.userId, availableNanoUsd],
  ])
  const request = heldRequest(customer)
  const result = await placeHold(holdInput(processId, request, 0.01))
  const leased = result.kind === 'held' ? (result.leased ?? null) : null
  leased?.write()
  const final = leased ? await leased.confirm() : result
  expect(final).toMatchObject({ kind: 'refused', scope: 'wallet' })
  await pool().query('UPDATE wallets SET held_nano_usd = held_nano_usd - $2 WHERE user_id = $1', [
    ...[customer.userId, availableNanoUsd],
  ])
  const settled = await settleRequest(
    settleInput(processId, request, 0, { status: 'voided', usageSource: 'none', leased }),
  )
  expect(settled).toMatchObject({ first: true, chargedNanoUsd: 0n })
  expect(await broken()).toEqual([])
})

it('leases of a process that is gone go back to the wallets', async () => {
  const customer = await createCustomer({ balance: 5 })
  await pool().query('UPDATE wallets SET held_nano_usd = $2 WHERE user_id = $1', [customer.userId, usd(1)])
  await pool().query('INSERT INTO funding_leases (process_id, user_id, amount_nano_usd) VALUES ($1, $2, $3)', [
    ...[createId('process'), customer.userId, usd(1)],
  ])
  expect(await broken()).toEqual([])
  await sweepHolds({ force: true })
  expect(await leases(customer.userId)).toEqual([])
  expect(await broken()).toEqual([])
})

it('thousands of calls of customers who run out of money: nobody below zero, all refused ones refused for a reason, books in order', async () => {
  const customers = await Promise.all([0.5, 2, 40].map((balance) => createCustomer({ balance })))
  const held: HeldRequest[] = []
  let refused = 0
  const one = async (customer: Customer, n: number): Promise<void> => {
    const request = heldRequest(customer)
    const result = await placeHold(holdInput(processId, request, 0.01))
    if (result.kind !== 'held') {
      refused += 1
      return
    }
    held.push(request)
    const { leased = null } = result
    // Some last until they are written; the settlement may come before that.
    if (n % 7 === 0) leased?.write()
    await settleRequest(settleInput(processId, request, (n % 10) / 1000, { leased }))
  }
  const runs = customers.flatMap((customer) =>
    Array.from({ length: 8 }, async (_, run) => {
      for (let n = 0; n < 120; n++) await one(customer, n + run)
    }),
  )
  await Promise.all(runs)
  expect(held.length + refused).toBe(customers.length * 8 * 120)
  expect(refused).toBeGreaterThan(0)
  expect(await broken()).toEqual([])
  const { rows } = await pool().query('SELECT count(*) FROM usage_records WHERE user_id = ANY ($1)', [
    customers.map(({ userId }) => userId),
  ])
  expect(rows).toEqual([{ count: BigInt(held.length) }])
  await vi.waitFor(async () => {
    for (const { userId } of customers) expect(await leases(userId)).toEqual([])
  }, patient)
})
