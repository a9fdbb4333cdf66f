import { plainArray } from '../db/array-text'
import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { isStatementError } from '../db/dedicated-connection'
import { logger } from '../logger'
import { pickBatch } from './pick-batch'
import { isRepeated, isRetryable } from './retryable'
import { flushGeneration } from './run-flush'
import { dueOf, settleColumns } from './settle-columns'
import type { SettleItem } from './settle-item'
import { type LedgerState, type SettleAnswer, statementTime } from './state-types'
import type { SettleResult } from './types'

/** A third of the general statement's time for settlements of simple holds; it answers those only. */
const plainStatement = {
  name: 'settle_plain_batch',
  text: `SELECT * FROM settle_plain_batch(${Array.from({ length: 37 }, (_, n) => `$${n + 1}`).join(', ')})`,
}

const leasedStatement = {
  name: 'settle_leased_batch',
  text: `SELECT * FROM settle_leased_batch(${Array.from({ length: 38 }, (_, n) => `$${n + 1}`).join(', ')})`,
}
const generalStatement = { name: 'settle_requests', text: 'SELECT * FROM settle_requests($1, $2, $3, $4)' }
const generalLeasedStatement = {
  name: 'settle_leased_requests',
  text: 'SELECT * FROM settle_leased_requests($1, $2, $3, $4)',
}

type SettleRow = {
  request_id: string
  outcome: 'settled' | 'repeated' | 'corrected' | 'absent' | 'busy'
  cost: bigint
  charged: bigint
  loss: bigint
  balance_after: bigint | null
}

/** Rounds in which a settlement may have met a locked wallet. */
const earlyRounds = 2

type Batch = { wait: boolean; isEarly: boolean }
type Answer = SettleAnswer
type Answers = Map<string, Answer | Error | typeof again>

function toResult(row: SettleRow): SettleResult {
  return {
    requestId: row.request_id,
    first: row.outcome === 'settled',
    costNanoUsd: row.cost,
    chargedNanoUsd: row.charged,
    lossNanoUsd: row.loss,
    balanceAfterNanoUsd: row.balance_after,
  }
}

/** Numbered in their order, which decides who is charged first. */
function itemsJson(items: readonly SettleItem[]): string {
  for (const [n, item] of items.entries()) item.n = n
  return JSON.stringify(items)
}

type PlainRow = { settled: string | null; busy: string[] | null }

/** The simple ones in one short statement; whatever isn't answered has to go the general way. */
async function sendPlain(
  state: LedgerState,
  items: readonly SettleItem[],
  batch: Batch & { generation: number; answers: Answers },
): Promise<void> {
  const { answers, generation } = batch
  const leaseIsWhole = items[0]?.leased != null
  const users = [...new Set(items.map((item) => item.user_id))]
  const values: unknown[] = [users, state.processId, batch.wait, statementTime(state), ...settleColumns(items)]
  if (leaseIsWhole) values.push(plainArray(items, (item) => item.leased))
  try {
    const statement = leaseIsWhole ? leasedStatement : plainStatement
    const [row] = await state.settleConnection.query<PlainRow>({ ...statement, values })
    const busy = row?.busy ?? null
    if (busy !== null) for (const item of items) if (busy.includes(item.user_id)) answers.set(item.request_id, again)
    for (const pair of row?.settled?.split(',') ?? []) {
      const [place, balance = '0'] = pair.split(':')
      const item = items[Number(place) - 1]
      if (item) answers.set(item.request_id, { result: plainResult(item, balance), generation, leaseIsWhole })
    }
  } catch (error) {
    // A record that is there already: the general statement answers for it.
    if (!isRepeated(error)) throw error
  }
}

/** Those with a hold of their own, and those of this process's that were only admitted from a lease, by a statement each. */
async function sendSimple(
  state: LedgerState,
  items: readonly SettleItem[],
  batch: Batch & { generation: number; answers: Answers },
): Promise<void> {
  const held = items.filter((item) => item.leased === null)
  const leased = items.filter((item) => item.leased !== null && item.process_id === state.processId)
  if (leased.length > 0) await sendPlain(state, leased, batch)
  if (held.length > 0) await sendPlain(state, held, batch)
}

/** The whole cost was charged. */
function plainResult(item: SettleItem, balance: string): SettleResult {
  const costNanoUsd = BigInt(dueOf(item))
  return {
    requestId: item.request_id,
    first: true,
    costNanoUsd,
    chargedNanoUsd: costNanoUsd,
    lossNanoUsd: 0n,
    balanceAfterNanoUsd: BigInt(balance),
  }
}

async function sendGeneral(state: LedgerState, items: readonly SettleItem[], wait: boolean): Promise<SettleRow[]> {
  const values = [itemsJson(items), state.processId, wait, statementTime(state)]
  const statement = items.some((item) => item.leased !== null) ? generalLeasedStatement : generalStatement
  return await state.settleConnection.query<SettleRow>({ ...statement, values })
}

function answersOf(rows: readonly SettleRow[], generation: number): [string, Answer][] {
  return rows
    .filter((row) => row.outcome !== 'busy')
    .map((row) => [row.request_id, { result: toResult(row), generation }])
}

async function send(state: LedgerState, items: readonly SettleItem[], batch: Batch): Promise<Answers> {
  const generation = await flushGeneration(state)
  // What keeps failing goes the general way at once: a connection that keeps breaking should have little to plan.
  const answers: Answers = new Map()
  if (batch.isEarly) await sendSimple(state, items, { ...batch, generation, answers })
  if (answers.size === items.length) return answers
  const rest = items.filter((item) => !answers.has(item.request_id))
  const rows = await sendGeneral(state, rest, batch.wait)
  for (const [id, answer] of answersOf(rows, generation)) answers.set(id, answer)
  return answers
}

async function sendAlone(state: LedgerState, item: SettleItem): Promise<[string, Answer][]> {
  const generation = await flushGeneration(state)
  return answersOf(await sendGeneral(state, [item], true), generation)
}

/** One settlement that the database refuses must not stop the others: each is sent by itself. */
async function sendEach(state: LedgerState, items: readonly SettleItem[]): Promise<Answers> {
  const answers: Answers = new Map()
  for (const item of items) {
    try {
      for (const [id, answer] of await sendAlone(state, item)) answers.set(id, answer)
    } catch (error) {
      if (!isStatementError(error) || isRetryable(error)) continue
      logger().error({ err: error, requestId: item.request_id }, 'the database refuses a settlement')
      answers.set(item.request_id, error instanceof Error ? error : new Error(String(error)))
    }
  }
  return answers
}

async function sendPicked(state: LedgerState, items: readonly SettleItem[], batch: Batch): Promise<Answers> {
  try {
    return await send(state, items, batch)
  } catch (error) {
    if (isStatementError(error) && !isRetryable(error)) return await sendEach(state, items)
    logger().warn({ err: error, waiting: state.pending.size }, 'settlements wait for the database')
    return new Map()
  }
}

/** Settles a batch in one statement. Committed asynchronously; the caller confirms each by a flush. Never throws. */
export async function runSettlements(
  state: LedgerState,
  entries: readonly BatchEntry<SettleItem>[],
): Promise<BatchAnswer<Answer | Error>[]> {
  const ids = (item: SettleItem) => ({ userId: item.user_id, requestId: item.request_id })
  const { picked, wait } = pickBatch(entries, ids)
  const isEarly = entries.every((entry) => entry.rounds < earlyRounds)
  const items = picked.map((entry) => entry.item)
  const answers = await sendPicked(state, items, { wait, isEarly })
  const results: BatchAnswer<Answer | Error>[] = entries.map(() => undefined)
  for (const { index, item } of picked) results[index] = answers.get(item.request_id) ?? again
  return results
}
