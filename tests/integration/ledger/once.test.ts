import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { createId } from '@/lib/ids'
import { checkpointHold, getBalance, placeHold, settleRequest, sweepHolds, transfer, trialBalance } from '@/lib/ledger'
import { loadPrices, putPrice } from '@/lib/pricing'
import { findUsageRecord } from '@/lib/usage'
import {
  type Customer,
  createCustomer,
  heldRequest,
  hold,
  holdInput,
  ledgerForFile,
  noUsage,
  settleInput,
  usd,
} from './fixtures'

const own = ledgerForFile()

/** A hold of a process that died a minute ago, with what its last checkpoint saw. */
async function orphan(customer: Customer, output: number) {
  const processId = createId('process')
  const { price } = await putPrice({ model: `m-${processId}`, price: { input: 0n, output: usd(1_000_000) } })
  const request = heldRequest(customer, { priceVersionId: price.id, requestedModel: price.model })
  await placeHold(holdInput(processId, request, 0.5))
  if (output > 0) {
    await checkpointHold({
      ...{ request, processId, wantedNanoUsd: usd(0.5), usage: { ...noUsage, output }, accountId: 'acct_1' },
      ...{ upstreamModel: price.model, fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: usd(0.5) },
      leased: null,
    })
  }
  await pool().query(`UPDATE gateway_processes SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [
    processId,
  ])
  await pool().query(
    `UPDATE holds SET created_at = now() - interval '1 minute', checkpoint_at = now() - interval '1 minute' WHERE request_id = $1`,
    [request.requestId],
  )
  return { processId, request }
}

describe('a request is settled once', () => {
  it('by the sweeper from the last checkpoint when its process is gone', async () => {
    await loadPrices()
    const customer = await createCustomer({ balance: 1 })
    // A dollar a token.
    const { request } = await orphan(customer, 0)
    const seen = await orphan(customer, 1)
    expect(await sweepHolds({ force: true })).toBe(2)
    expect(await findUsageRecord(request.requestId)).toMatchObject({
      status: 'voided',
      costNanoUsd: 0n,
      usageSource: 'none',
    })
    expect(await findUsageRecord(seen.request.requestId)).toMatchObject({
      ...{
        status: 'interrupted',
        costNanoUsd: usd(1),
        chargedNanoUsd: usd(1),
        usageSource: 'estimated',
        outputTokens: 1,
      },
    })
    expect(await sweepHolds({ force: true })).toBe(0)
  })

  it('never by the sweeper while its process lives, however old the hold', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.1)
    await pool().query(`UPDATE holds SET created_at = now() - interval '1 hour' WHERE request_id = $1`, [
      request.requestId,
    ])
    expect(await sweepHolds({ force: true })).toBe(0)
    await settleRequest(settleInput(own.processId, request, 0.1))
  })

  it('and not before a whole lease of its own heartbeat has passed', async () => {
    const customer = await createCustomer({ balance: 1 })
    await orphan(customer, 0)
    expect(await sweepHolds()).toBe(0)
    expect(await sweepHolds({ force: true })).toBe(1)
  })

  it('corrected by a further transfer when provider usage comes after the sweeper', async () => {
    const customer = await createCustomer({ balance: 5 })
    const { request, processId } = await orphan(customer, 1)
    await sweepHolds({ force: true })
    const more = await settleRequest(settleInput(processId, request, 3))
    expect(more).toMatchObject({
      first: false,
      costNanoUsd: usd(3),
      chargedNanoUsd: usd(3),
      balanceAfterNanoUsd: usd(2),
    })
    expect(await settleRequest(settleInput(processId, request, 4))).toMatchObject({ costNanoUsd: usd(3) })
    const less = await orphan(customer, 1)
    await sweepHolds({ force: true })
    await settleRequest(settleInput(less.processId, less.request, 0.25))
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(1.75), heldNanoUsd: 0n })
    const { rows } = await pool().query(
      'SELECT kind, amount_nano_usd AS amount FROM transfers WHERE request_id = $1 ORDER BY id',
      [less.request.requestId],
    )
    expect(rows).toEqual([
      { kind: 'usage', amount: usd(1) },
      { kind: 'correction', amount: usd(0.75) },
    ])
  })

  it('charged after all when a swept request had been voided and its usage comes', async () => {
    const customer = await createCustomer({ balance: 5 })
    const { request, processId } = await orphan(customer, 0)
    await sweepHolds({ force: true })
    await settleRequest(settleInput(processId, request, 2))
    expect(await findUsageRecord(request.requestId)).toMatchObject({
      status: 'interrupted',
      costNanoUsd: usd(2),
      fundedBy: 'wallet',
    })
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(3) })
  })

  it('but a request its own process voided stays voided', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.4)
    await settleRequest(settleInput(own.processId, request, 0.2, { status: 'voided' }))
    expect(await settleRequest(settleInput(own.processId, request, 0.2))).toMatchObject({
      first: false,
      costNanoUsd: 0n,
    })
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(1), heldNanoUsd: 0n })
  })

  it('when settlement and sweeper race', async () => {
    const customer = await createCustomer({ balance: 50 })
    const orphans = await Promise.all(Array.from({ length: 10 }, () => orphan(customer, 1)))
    await Promise.all([
      sweepHolds({ force: true }),
      ...orphans.map(({ request, processId }) => settleRequest(settleInput(processId, request, 1))),
    ])
    const ids = orphans.map(({ request }) => request.requestId)
    const { rows } = await pool().query(
      'SELECT count(*) AS records, sum(charged_nano_usd)::bigint AS charged FROM usage_records WHERE request_id = ANY ($1)',
      [ids],
    )
    expect(rows).toEqual([{ records: 10n, charged: usd(10) }])
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(40), heldNanoUsd: 0n })
  })

  it('keeps who owns an upstream response', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.1)
    await settleRequest(settleInput(own.processId, request, 0.1, { responseId: 'resp_1' }))
    const { rows } = await pool().query(
      'SELECT account_id, input_tokens + output_tokens AS tokens FROM upstream_responses WHERE user_id = $1',
      [customer.userId],
    )
    expect(rows).toEqual([{ account_id: 'acct_test', tokens: 30n }])
  })
})

describe('a rare transfer', () => {
  it('moves once for its cause, however often and at the same time it is asked for', async () => {
    const { userId } = await createCustomer()
    const cause = { kind: 'stripe', id: createId('event') }
    const input = {
      userId,
      debit: 'stripe_clearing',
      credit: 'wallet',
      amountNanoUsd: usd(7),
      kind: 'top_up',
      cause,
    } as const
    const results = await Promise.all(Array.from({ length: 20 }, () => transfer(input)))
    expect(results.filter((result) => result.kind === 'moved')).toHaveLength(1)
    expect(new Set(results.map((result) => (result.kind === 'refused' ? '' : result.transferId))).size).toBe(1)
    expect(await getBalance(userId)).toMatchObject({ balanceNanoUsd: usd(7) })
  })
  it('takes at most what is not held: all, nothing, or what is there', async () => {
    const customer = await createCustomer({ balance: 1 })
    await hold(own.processId, customer, 0.4)
    const debit = { userId: customer.userId, debit: 'customer', credit: 'adjustments', kind: 'adjustment' } as const
    const cause = () => ({ kind: 'test', id: createId('event') })
    expect(await transfer({ ...debit, amountNanoUsd: usd(0.7), cause: cause() })).toMatchObject({
      kind: 'refused',
      availableNanoUsd: usd(0.6),
    })
    expect(await transfer({ ...debit, amountNanoUsd: usd(0.7), cause: cause(), partial: true })).toMatchObject({
      movedNanoUsd: usd(0.6),
    })
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(0.4), availableNanoUsd: 0n })
  })
})

describe('after all of it', () => {
  it('the books balance', async () => {
    const { sumNanoUsd, invariants } = await trialBalance()
    expect(sumNanoUsd).toBe(0n)
    expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
  })
})
