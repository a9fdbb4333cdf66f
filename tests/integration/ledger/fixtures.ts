import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import {
  closeLedger,
  type HeldRequest,
  type PlaceHoldInput,
  type PlaceHoldResult,
  placeHold,
  type SettleInput,
  startLedger,
} from '@/lib/ledger'
import type { TokenUsage } from '@/lib/pricing'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

export const usd = (amount: number): bigint => BigInt(Math.round(amount * 1e9))
export const noUsage: TokenUsage = {
  ...{ input: 0, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, media: {}, toolCalls: {} },
}

/** A clock that the ledger's statements run at, when a test sets it. */
export const clock: { nowMs: number | null } = { nowMs: null }

/** A database of one's own for the calling file. */
export function databaseForFile(): void {
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = await createTestDatabase()
    const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-test-'))
    setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, DATA_DIR: folder })
  })
  afterAll(async () => {
    await closePool()
    await database?.drop()
  })
}

/** A database of one's own and a started ledger for the calling file. */
export function ledgerForFile(): { processId: string } {
  databaseForFile()
  const own = { processId: createId('process') }
  beforeAll(async () => {
    await startLedger({ processId: own.processId, role: 'all', nowMs: () => clock.nowMs ?? Date.now() })
  })
  afterAll(closeLedger)
  return own
}

export type Customer = { userId: string; keyId: string; poolId: string }

type CustomerOptions = {
  balance?: number
  timezone?: string
  budget?: { amount: number; period: string | null }
  cap?: { amount: number; period: string | null }
  fallbackToBalance?: boolean
  status?: string
}

/** A customer with a key on a pool of its own; its balance comes in by a transfer like any other. */
export async function createCustomer(options: CustomerOptions = {}): Promise<Customer> {
  const customer = { userId: createId('user'), keyId: createId('apiKey'), poolId: createId('pool') }
  const { userId, keyId, poolId } = customer
  await pool().query(
    `INSERT INTO users (id, email, status, timezone, budget_nano_usd, budget_period, updated_at)
     VALUES ($1, $2, $3::"UserStatus", $4, $5, $6::"Period", now())`,
    [
      ...[userId, `${userId}@example.com`, options.status ?? 'active', options.timezone ?? 'UTC'],
      ...[options.budget ? usd(options.budget.amount) : null, options.budget?.period ?? null],
    ],
  )
  await pool().query('INSERT INTO account_pools (id, name, updated_at) VALUES ($1, $1, now())', [poolId])
  await createKey(customer, options)
  if (options.balance) await deposit(userId, usd(options.balance))
  return { ...customer, keyId }
}

/** Another key of a customer. */
export async function createKey(customer: Customer, options: CustomerOptions = {}): Promise<string> {
  await pool().query(
    `INSERT INTO api_keys (id, user_id, pool_id, name, key_prefix, key_last_four, key_hash, pepper_version,
       spend_cap_nano_usd, cap_period, fallback_to_balance, updated_at)
     VALUES ($1, $2, $3, 'key', 'p', '1234', $1, 1, $4, $5::"Period", $6, now())`,
    [
      ...[customer.keyId, customer.userId, customer.poolId],
      ...[options.cap ? usd(options.cap.amount) : null, options.cap?.period ?? null, options.fallbackToBalance ?? true],
    ],
  )
  return customer.keyId
}

async function deposit(userId: string, amount: bigint): Promise<void> {
  const { creditWallet } = await import('@/lib/ledger')
  await creditWallet({
    ...{ userId, amountNanoUsd: amount, from: 'adjustments', kind: 'adjustment' },
    ...{ cause: { kind: 'test', id: createId('event') }, memo: 'test' },
  })
}

export function heldRequest(customer: Customer, overrides: Partial<HeldRequest> = {}): HeldRequest {
  const createdAtMs = clock.nowMs ?? Date.now()
  return {
    ...{
      requestId: createId('request', createdAtMs),
      ...customer,
      protocol: 'openai',
      endpoint: 'responses',
      stream: true,
    },
    ...{ playground: false, requestedModel: 'gpt-test', serviceTier: null, priceVersionId: 'price_test' },
    ...{ rateMultiplier: 1_000_000n, inputTokens: 10, createdAtMs, ...overrides },
  }
}

export function holdInput(processId: string, request: HeldRequest, amount: number): PlaceHoldInput {
  return { request, amountNanoUsd: usd(amount), processId }
}

export async function hold(
  processId: string,
  customer: Customer,
  amount: number,
): Promise<[HeldRequest, PlaceHoldResult]> {
  const request = heldRequest(customer)
  return [request, await placeHold(holdInput(processId, request, amount))]
}

export function settleInput(
  processId: string,
  request: HeldRequest,
  cost: number,
  overrides: Partial<SettleInput> = {},
): SettleInput {
  return {
    ...{ request, processId, fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 0n, leased: null },
    status: 'completed',
    ...{
      errorCode: null,
      endReason: null,
      accountId: 'acct_test',
      upstreamModel: 'gpt-test',
      priceVersionId: 'price_test',
    },
    ...{ usage: { ...noUsage, input: 10, output: 20 }, usageSource: 'provider', costNanoUsd: usd(cost), attempts: [] },
    ...{ responseId: null, queueMs: 0, firstTokenMs: 12, durationMs: 100, ...overrides },
  }
}

type PlanOptions = {
  day?: number
  week?: number
  month?: number
  startedAt: string
  periodEnd?: string
  poolIds?: string[]
}

/** A plan with allowances, and a subscription of the customer to it. */
export async function subscribe(
  customer: Customer,
  options: PlanOptions,
): Promise<{ planId: string; subscriptionId: string }> {
  const ids = { planId: createId('plan'), subscriptionId: createId('subscription') }
  const allowance = (amount: number | undefined) => (amount === undefined ? null : usd(amount))
  await pool().query(
    `INSERT INTO plans (id, name, price_nano_usd, allowance_day_nano_usd, allowance_week_nano_usd, allowance_month_nano_usd, updated_at)
     VALUES ($1, $1, 0, $2, $3, $4, now())`,
    [ids.planId, allowance(options.day), allowance(options.week), allowance(options.month)],
  )
  for (const poolId of options.poolIds ?? []) {
    await pool().query('INSERT INTO plan_pools (plan_id, pool_id) VALUES ($1, $2)', [ids.planId, poolId])
  }
  await pool().query(
    `INSERT INTO subscriptions (id, user_id, plan_id, started_at, period_start, period_end, updated_at)
     VALUES ($1, $2, $3, $4, $4, $5, now())`,
    [ids.subscriptionId, customer.userId, ids.planId, options.startedAt, options.periodEnd ?? '2100-01-01'],
  )
  return ids
}
