import { expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import {
  checkpointHold,
  closeLedger,
  type HeldRequest,
  placeHold,
  settleRequest,
  startLedger,
  trialBalance,
} from '@/lib/ledger'
import { findUsageRecord } from '@/lib/usage'
import { createCustomer, heldRequest, hold, holdInput, ledgerForFile, noUsage, settleInput, usd } from './fixtures'

const own = ledgerForFile()

/** Added in one turn, calls share a statement: the simple ones take the short one, the others the general one. */
it('calls of simple and of limited customers in one batch are held and settled alike', async () => {
  const customers = await Promise.all([
    createCustomer({ balance: 1 }),
    createCustomer({ balance: 1, cap: { amount: 1, period: null } }),
    createCustomer({ balance: 1, budget: { amount: 1, period: 'day' } }),
    createCustomer({ balance: 0.3 }),
  ])
  const requests = customers.flatMap((customer) => Array.from({ length: 4 }, () => heldRequest(customer)))
  const held = await Promise.all(requests.map((request) => placeHold(holdInput(own.processId, request, 0.1))))
  // Three of the four fit into 0.30: the batch as a whole does not, so each is decided by itself.
  expect(held.filter((result) => result.kind === 'held')).toHaveLength(15)
  const admitted = requests.filter((_, n) => held[n]?.kind === 'held')
  const settled = await Promise.all(admitted.map((request) => settleRequest(settleInput(own.processId, request, 0.05))))
  expect(settled.map((result) => result.first)).toEqual(admitted.map(() => true))
  expect(settled.every((result) => result.chargedNanoUsd === usd(0.05))).toBe(true)
  const records = await Promise.all(admitted.map((request) => findUsageRecord(request.requestId)))
  expect(records.every((record) => record?.chargedNanoUsd === usd(0.05) && record.fundedBy === 'wallet')).toBe(true)
  const { invariants, openHolds } = await trialBalance()
  expect(openHolds.count).toBe(0)
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
})

it('a settlement sent twice, alone or in a batch, moves money once', async () => {
  const customer = await createCustomer({ balance: 1 })
  const [first, second] = [heldRequest(customer), heldRequest(customer)]
  await hold(own.processId, first, 0.1)
  await settleRequest(settleInput(own.processId, first, 0.05))
  await hold(own.processId, second, 0.1)
  const results = await Promise.all(
    [first, second].map((each) => settleRequest(settleInput(own.processId, each, 0.05))),
  )
  expect(results.map((result) => result.first)).toEqual([false, true])
  const { invariants } = await trialBalance()
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
})

it('more than the hold, and a call that brought nothing, are charged by the same rules in a batch', async () => {
  const customer = await createCustomer({ balance: 1 })
  const requests = [heldRequest(customer), heldRequest(customer), heldRequest(customer)]
  for (const request of requests) await hold(own.processId, request, 0.1)
  const [dear, cheap, empty] = requests.map((request, n) => settleInput(own.processId, request, [0.4, 0.1, 0][n] ?? 0))
  if (!dear || !cheap || !empty) throw new Error('three settlements were made')
  const results = await Promise.all([dear, cheap, { ...empty, status: 'voided' as const }].map(settleRequest))
  expect(results.map((result) => result.chargedNanoUsd)).toEqual([usd(0.4), usd(0.1), 0n])
  const { invariants, openHolds } = await trialBalance()
  expect(openHolds.count).toBe(0)
  expect(invariants.filter((invariant) => !invariant.holds)).toEqual([])
})

it('texts of any kind come through a batch of arrays as they are', async () => {
  const customer = await createCustomer({ balance: 1 })
  const names = ['NULL', '{a,"b"}', 'back\\slash "quoted"', "line\nbreak, tab\tand 'this'", 'größe 模型 🚲', '']
  const requests = names.map((requestedModel) => ({ ...heldRequest(customer), requestedModel }))
  await Promise.all(requests.map((request) => placeHold(holdInput(own.processId, request, 0.1))))
  const attempt = {
    accountId: 'acct_"1"',
    status: 500,
    failure: 'a "b" \\ c\n',
    headerMs: 1,
    firstTokenMs: null,
    bytes: 0,
  }
  const attempts = [{ ...attempt, upstreamRequestId: null }]
  const settlements = requests.map((request) => ({ ...settleInput(own.processId, request, 0.05), attempts }))
  await Promise.all(settlements.map(settleRequest))
  const records = await Promise.all(requests.map((request) => findUsageRecord(request.requestId)))
  expect(records.map((record) => record?.requestedModel)).toEqual(names)
  expect(records.map((record) => record?.attempts)).toEqual(names.map(() => attempts))
})

it('a checkpoint that needs no money waits for no wallet, and one that does is not held up by others', async () => {
  const customer = await createCustomer({ balance: 1 })
  const request = heldRequest(customer)
  await hold(own.processId, request, 0.1)
  const other = await pool().connect()
  await other.query('BEGIN')
  await other.query('SELECT FROM wallets WHERE user_id = $1 FOR UPDATE', [customer.userId])
  const usage = { ...noUsage, output: 7 }
  const checkpoint = {
    ...{ request, processId: own.processId, wantedNanoUsd: usd(0.1), usage, accountId: 'acct_1', upstreamModel: 'm' },
    ...{ fundedBy: 'wallet' as const, subscriptionId: null, heldNanoUsd: usd(0.1), leased: null },
  }
  expect(await checkpointHold(checkpoint)).toEqual({ kind: 'ok', heldNanoUsd: usd(0.1) })
  const growing = checkpointHold({ ...checkpoint, wantedNanoUsd: usd(0.2) })
  await other.query('ROLLBACK')
  other.release()
  expect(await growing).toEqual({ kind: 'ok', heldNanoUsd: usd(0.2) })
  const { rows } = await pool().query('SELECT checkpoint, amount_nano_usd FROM holds WHERE request_id = $1', [
    request.requestId,
  ])
  expect(rows).toEqual([{ checkpoint: { usage, accountId: 'acct_1', upstreamModel: 'm' }, amount_nano_usd: usd(0.2) }])
  await settleRequest(settleInput(own.processId, request, 0.15))
  expect(await checkpointHold(checkpoint)).toEqual({ kind: 'gone' })
})

it('a plan made while there were no holds reads none but those of its batch', async () => {
  const customer = await createCustomer({ balance: 100 })
  const reads = async () => {
    const { rows } = await pool().query<{ whole: number; read: number }>(
      `SELECT (SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'holds')::int AS whole,
         (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'holds')::int AS read`,
    )
    return rows[0] ?? { whole: 0, read: 0 }
  }
  const place = async (count: number) => {
    const requests = Array.from({ length: count }, () => heldRequest(customer))
    await Promise.all(requests.map((request) => placeHold(holdInput(own.processId, request, 0.01))))
    return requests
  }
  const settle = (requests: readonly HeldRequest[]) =>
    Promise.all(requests.map((request) => settleRequest(settleInput(own.processId, request, 0.001))))
  await pool().query('VACUUM ANALYZE holds')
  // A connection's counts are all in when it has ended.
  await closeLedger()
  const before = await reads()
  await startLedger({ processId: own.processId, role: 'all' })
  await settle(await place(20))
  const [last] = [await place(20), await place(1_000)]
  await settle(last)
  await closeLedger()
  const after = await reads()
  expect(after.whole).toBe(before.whole)
  expect(after.read - before.read).toBeLessThan(500)
})
