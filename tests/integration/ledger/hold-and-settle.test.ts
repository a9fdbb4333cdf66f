import { describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { type CheckpointInput, checkpointHold, getBalance, placeHold, settleRequest } from '@/lib/ledger'
import { createCustomer, heldRequest, hold, holdInput, ledgerForFile, noUsage, settleInput, usd } from './fixtures'

const own = ledgerForFile()

describe('a hold and its settlement', () => {
  it('holds, charges the cost and gives the rest back', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request, result] = await hold(own.processId, customer, 0.4)
    expect(result).toEqual({ kind: 'held', fundedBy: 'wallet' as const, subscriptionId: null })
    expect(await getBalance(customer.userId)).toMatchObject({ heldNanoUsd: usd(0.4), availableNanoUsd: usd(0.6) })
    const settled = await settleRequest(settleInput(own.processId, request, 0.1))
    expect(settled).toEqual({
      ...{ requestId: request.requestId, first: true, costNanoUsd: usd(0.1), chargedNanoUsd: usd(0.1) },
      ...{ lossNanoUsd: 0n, balanceAfterNanoUsd: usd(0.9) },
    })
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: usd(0.9), heldNanoUsd: 0n })
  })

  it('refuses what the wallet cannot cover and says what is there', async () => {
    const customer = await createCustomer({ balance: 0.3 })
    const [, result] = await hold(own.processId, customer, 0.4)
    expect(result).toEqual({ kind: 'refused', scope: 'wallet', resetsAtMs: null, availableNanoUsd: usd(0.3) })
  })

  it('answers a second settlement with the first', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.4)
    const [first, second] = await Promise.all([
      settleRequest(settleInput(own.processId, request, 0.1)),
      settleRequest(settleInput(own.processId, request, 0.2)),
    ])
    expect(first.first).toBe(true)
    expect(second).toEqual({ ...first, first: false })
  })

  it('never charges more than hold and balance; the rest is our loss', async () => {
    const customer = await createCustomer({ balance: 0.5 })
    const [request] = await hold(own.processId, customer, 0.4)
    const settled = await settleRequest(settleInput(own.processId, request, 2))
    expect(settled).toMatchObject({ chargedNanoUsd: usd(0.5), lossNanoUsd: usd(1.5), balanceAfterNanoUsd: 0n })
  })

  it('settles without a hold row and counts the admission', async () => {
    const customer = await createCustomer({ balance: 1 })
    const request = heldRequest(customer)
    expect((await settleRequest(settleInput(own.processId, request, 0.1))).first).toBe(true)
    const { rows } = await pool().query<{ open: bigint }>(
      'SELECT sum(admitted - settled - voided)::bigint - (SELECT count(*) FROM holds) AS open FROM gateway_processes',
    )
    expect(rows).toEqual([{ open: 0n }])
  })

  it('grows a hold, and keeps the tokens when it cannot', async () => {
    const customer = await createCustomer({ balance: 1 })
    const [request] = await hold(own.processId, customer, 0.4)
    const checkpoint = {
      ...{
        request,
        processId: own.processId,
        usage: { ...noUsage, output: 5 },
        accountId: 'acct_1',
        upstreamModel: 'm',
      },
      ...{ fundedBy: 'wallet' as const, subscriptionId: null, heldNanoUsd: usd(0.4), leased: null },
    } satisfies Partial<CheckpointInput>
    expect(await checkpointHold({ ...checkpoint, wantedNanoUsd: usd(0.9) })).toEqual({
      kind: 'ok',
      heldNanoUsd: usd(0.9),
    })
    expect(await checkpointHold({ ...checkpoint, wantedNanoUsd: usd(1.1) })).toEqual({
      ...{ kind: 'refused', scope: 'wallet', heldNanoUsd: usd(0.9) },
    })
    await pool().query('DELETE FROM holds WHERE request_id = $1', [request.requestId])
    await pool().query('UPDATE wallets SET held_nano_usd = 0 WHERE user_id = $1', [customer.userId])
    await pool().query('UPDATE gateway_processes SET admitted = admitted - 1 WHERE id = $1', [own.processId])
    const again = await checkpointHold({ ...checkpoint, heldNanoUsd: usd(0.9), wantedNanoUsd: usd(0.9) })
    expect(again).toEqual({ kind: 'ok', heldNanoUsd: usd(0.9) })
    await settleRequest(settleInput(own.processId, request, 0.7))
    expect(await checkpointHold({ ...checkpoint, wantedNanoUsd: usd(0.9) })).toEqual({ kind: 'gone' })
  })

  it('is gone for a customer who was suspended a moment ago', async () => {
    const customer = await createCustomer({ balance: 1, status: 'suspended' })
    const [, result] = await hold(own.processId, customer, 0.1)
    expect(result).toEqual({ kind: 'gone', reason: 'user_suspended' })
  })

  it('charges at most the balance when fifty calls race, and refuses the rest', async () => {
    const customer = await createCustomer({ balance: 0.3 })
    const results = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const request = heldRequest(customer)
        const result = await placeHold(holdInput(own.processId, request, 0.1))
        if (result.kind === 'held') await settleRequest(settleInput(own.processId, request, 0.1))
        return result.kind
      }),
    )
    expect(results.filter((kind) => kind === 'held')).toHaveLength(3)
    expect(await getBalance(customer.userId)).toMatchObject({ balanceNanoUsd: 0n, heldNanoUsd: 0n })
  })
})
