import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { isStatementError } from '../db/dedicated-connection'
import { logger } from '../logger'
import { pickBatch } from './pick-batch'
import { isRepeated, isRetryable } from './retryable'
import { flushGeneration } from './run-flush'
import type { SettleItem } from './settle-item'
import { type LedgerState, statementTime } from './state-types'
import type { SettleResult } from './types'

const statement = 'SELECT * FROM settle_requests($1, $2, $3, $4)'
/** A third of the general statement's time for settlements of simple holds; it answers those only. */
const plainStatement = 'SELECT * FROM settle_plain_requests($1, $2, $3, $4, $5)'

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
type Answer = { result: SettleResult; generation: number }

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
  for (const [n, item] of items.entries()) item['n'] = n
  return JSON.stringify(items)
}

async function sendPlain(state: LedgerState, items: readonly SettleItem[], wait: boolean): Promise<SettleRow[]> {
  const users = [...new Set(items.map((item) => item.user_id))]
  const values = [itemsJson(items), users, state.processId, wait, statementTime(state)]
  try {
    return await state.settleConnection.query<SettleRow>({
      ...{ name: 'settle_plain_requests', text: plainStatement, values },
    })
  } catch (error) {
    // A record that is there already: the general statement answers for it.
    if (isRepeated(error)) return []
    throw error
  }
}

async function sendGeneral(state: LedgerState, items: readonly SettleItem[], wait: boolean): Promise<SettleRow[]> {
  const values = [itemsJson(items), state.processId, wait, statementTime(state)]
  return await state.settleConnection.query<SettleRow>({ name: 'settle_requests', text: statement, values })
}

function answersOf(rows: readonly SettleRow[], generation: number): [string, Answer][] {
  return rows
    .filter((row) => row.outcome !== 'busy')
    .map((row) => [row.request_id, { result: toResult(row), generation }])
}

async function send(state: LedgerState, items: readonly SettleItem[], batch: Batch): Promise<Map<string, Answer>> {
  const { wait, isEarly } = batch
  const generation = await flushGeneration(state)
  // What keeps failing goes the general way at once: a connection that keeps breaking should have little to plan.
  const rows = isEarly ? await sendPlain(state, items, wait) : []
  const answered = new Set(rows.map((row) => row.request_id))
  const rest = items.filter((item) => !answered.has(item.request_id))
  if (rest.length > 0) rows.push(...(await sendGeneral(state, rest, wait)))
  return new Map(answersOf(rows, generation))
}

async function sendAlone(state: LedgerState, item: SettleItem): Promise<[string, Answer][]> {
  const generation = await flushGeneration(state)
  return answersOf(await sendGeneral(state, [item], true), generation)
}

/** One settlement that the database refuses must not stop the others: each is sent by itself. */
async function sendEach(state: LedgerState, items: readonly SettleItem[]): Promise<Map<string, Answer | Error>> {
  const answers = new Map<string, Answer | Error>()
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

async function sendPicked(
  state: LedgerState,
  items: readonly SettleItem[],
  batch: Batch,
): Promise<Map<string, Answer | Error>> {
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
