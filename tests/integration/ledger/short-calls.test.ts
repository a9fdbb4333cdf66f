import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import {
  type AdmittedFromLease,
  closeLedger,
  type HeldRequest,
  hasOpenHold,
  placeHold,
  replayJournals,
  settleRequest,
  startLedger,
  sweepHolds,
  trialBalance,
} from '@/lib/ledger'
import { heldRequestJson } from '@/lib/ledger/held-request-json'
import { journalDirectory } from '@/lib/ledger/journal-files'
import { settleItem } from '@/lib/ledger/settle-item'
import { type Customer, createCustomer, databaseForFile, heldRequest, holdInput, settleInput, usd } from './fixtures'

const processId = createId('process')
const patient = { timeout: 20_000, interval: 20 }

databaseForFile()
beforeAll(() => startLedger({ processId, role: 'all', leasesFunds: true }))
afterAll(closeLedger)

async function admit(customer: Customer): Promise<{ request: HeldRequest; leased: AdmittedFromLease | null }> {
  const request = heldRequest(customer)
  const result = await placeHold(holdInput(processId, request, 0.01))
  if (result.kind !== 'held') throw new Error(`the hold was not placed: ${JSON.stringify(result)}`)
  return { request, leased: result.leased ?? null }
}

/** A call that a lease admitted this moment, of a customer who was busy before. */
async function admitFromLease(customer: Customer): Promise<{ request: HeldRequest; leased: AdmittedFromLease }> {
  return await vi.waitFor(async () => {
    const calls = await Promise.all(Array.from({ length: 12 }, () => admit(customer)))
    await Promise.all(
      calls.map(({ request, leased }) => settleRequest(settleInput(processId, request, 0.001, { leased }))),
    )
    const { request, leased } = await admit(customer)
    if (leased !== null) return { request, leased }
    await settleRequest(settleInput(processId, request, 0))
    throw new Error('no lease yet')
  }, patient)
}

const count = async (table: 'holds' | 'usage_records', requestId: string): Promise<number> =>
  (await pool().query(`SELECT 1 FROM ${table} WHERE request_id = $1`, [requestId])).rows.length

const leasedOf = async (userId: string): Promise<bigint> => {
  const statement = 'SELECT coalesce(sum(amount_nano_usd), 0)::bigint AS sum FROM funding_leases WHERE user_id = $1'
  return (await pool().query<{ sum: bigint }>(statement, [userId])).rows[0]?.sum ?? 0n
}

async function broken(): Promise<string[]> {
  return (await trialBalance()).invariants.filter(({ holds }) => !holds).map(({ name, detail }) => `${name}: ${detail}`)
}

it('a short call from a lease has no hold at any time, is charged in full, and leaves the lease as it was', async () => {
  const customer = await createCustomer({ balance: 100 })
  const { request, leased } = await admitFromLease(customer)
  expect(leased.confirm()).toBeNull()
  expect(await count('holds', request.requestId)).toBe(0)
  expect(await hasOpenHold(request.requestId, customer.userId)).toBe(true)
  const before = await leasedOf(customer.userId)
  const settled = await settleRequest(settleInput(processId, request, 0.004, { leased }))
  expect(settled).toMatchObject({ first: true, chargedNanoUsd: usd(0.004), lossNanoUsd: 0n })
  expect(await leasedOf(customer.userId)).toBeGreaterThanOrEqual(before)
  expect(await settleRequest(settleInput(processId, request, 0.004))).toMatchObject({ first: false })
  expect(await count('usage_records', request.requestId)).toBe(1)
  expect(await broken()).toEqual([])
})

it('a call that lasts gets its hold, and a checkpoint or settlement finds it', async () => {
  const customer = await createCustomer({ balance: 100 })
  const { request, leased } = await admitFromLease(customer)
  await vi.waitFor(async () => expect(await count('holds', request.requestId)).toBe(1), patient)
  await settleRequest(settleInput(processId, request, 0.004, { leased }))
  expect(await count('holds', request.requestId)).toBe(0)
  expect(await broken()).toEqual([])
})

it('what a lease covers is charged when nothing else of the wallet is free, and then the lease pays for it', async () => {
  const customer = await createCustomer({ balance: 100 })
  const { request, leased } = await admitFromLease(customer)
  const before = await leasedOf(customer.userId)
  const { rows } = await pool().query<{ taken: bigint }>(
    `UPDATE wallets SET held_nano_usd = balance_nano_usd WHERE user_id = $1
     RETURNING balance_nano_usd - (SELECT w.held_nano_usd FROM wallets w WHERE w.user_id = $1) AS taken`,
    [customer.userId],
  )
  const settled = await settleRequest(settleInput(processId, request, 0.009, { leased }))
  expect(settled).toMatchObject({ chargedNanoUsd: usd(0.009), lossNanoUsd: 0n })
  expect(await leasedOf(customer.userId)).toBe(before - usd(0.01))
  await pool().query('UPDATE wallets SET held_nano_usd = held_nano_usd - $2 WHERE user_id = $1', [
    ...[customer.userId, rows[0]?.taken],
  ])
  expect(await broken()).toEqual([])
})

it('a call that costs more than it was admitted for is charged from what is free', async () => {
  const customer = await createCustomer({ balance: 100 })
  const { request, leased } = await admitFromLease(customer)
  const settled = await settleRequest(settleInput(processId, request, 0.5, { leased }))
  expect(settled).toMatchObject({ chargedNanoUsd: usd(0.5), lossNanoUsd: 0n })
  expect(await broken()).toEqual([])
})

it('what a killed process left in its journal is settled once: answered calls as they ended, others as void', async () => {
  const customer = await createCustomer({ balance: 100 })
  const dead = createId('process')
  const [answered, unanswered, written] = [heldRequest(customer), heldRequest(customer), heldRequest(customer)]
  const admitted = (request: HeldRequest) =>
    `A${JSON.stringify({ processId: dead, amount: usd(0.01).toString(), request: heldRequestJson(request) })}\n`
  const ended = `S${JSON.stringify(settleItem(settleInput(dead, answered, 0.003), false, usd(0.01).toString()))}\n`
  const placed = await placeHold({ ...holdInput(dead, written, 0.01) })
  expect(placed.kind).toBe('held')
  mkdirSync(journalDirectory(), { recursive: true })
  // No process has such a number: the highest is 2^22.
  const file = (n: number) => `${journalDirectory()}/${dead}.4999999.calls-${n}.jsonl`
  writeFileSync(
    file(0),
    admitted(answered) + admitted(unanswered) + admitted(written) + admitted(answered).slice(0, 40),
  )
  writeFileSync(file(1), ended)
  expect(await replayJournals()).toBe(2)
  expect(await replayJournals()).toBe(0)
  const statement = `SELECT request_id, status::text, charged_nano_usd, end_reason FROM usage_records
    WHERE user_id = $1 ORDER BY status`
  expect((await pool().query(statement, [customer.userId])).rows).toEqual([
    { request_id: answered.requestId, status: 'completed', charged_nano_usd: usd(0.003), end_reason: null },
    { request_id: unanswered.requestId, status: 'voided', charged_nano_usd: 0n, end_reason: 'process_lost' },
  ])
  // What has a hold is the sweeper's: its checkpoint may know more.
  expect(await count('holds', written.requestId)).toBe(1)
  await settleRequest(settleInput(dead, written, 0))
  expect(await broken()).toEqual([])
})

it('a hold that a dying process wrote after its call was settled is given back by the sweeper', async () => {
  const customer = await createCustomer({ balance: 10 })
  const dead = createId('process')
  const request = heldRequest(customer)
  await settleRequest(settleInput(dead, request, 0.002))
  await pool().query(
    `INSERT INTO holds (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, request, created_at)
     VALUES ($1, $2, $3, $4, $5, 'wallet', $6, now() - interval '1 hour')`,
    [request.requestId, customer.userId, customer.keyId, dead, usd(1), heldRequestJson(request)],
  )
  await pool().query('UPDATE wallets SET held_nano_usd = $2 WHERE user_id = $1', [customer.userId, usd(1)])
  await pool().query(
    `UPDATE gateway_processes SET admitted = admitted + 1, heartbeat_at = now() - interval '1 hour' WHERE id = $1`,
    [dead],
  )
  expect(await broken()).toEqual([])
  await sweepHolds({ force: true })
  expect(await count('holds', request.requestId)).toBe(0)
  expect(await count('usage_records', request.requestId)).toBe(1)
  expect(await broken()).toEqual([])
})
