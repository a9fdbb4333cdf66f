import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { isStatementError } from '../db/dedicated-connection'
import { logger } from '../logger'
import { pickBatch } from './pick-batch'
import { isRetryable } from './retryable'
import { flushGeneration } from './run-flush'
import type { SettleItem } from './settle-item'
import { type LedgerState, statementTime } from './state-types'
import type { SettleResult } from './types'

const statement = 'SELECT * FROM settle_requests($1, $2, $3, $4)'

type SettleRow = {
  request_id: string
  outcome: 'settled' | 'repeated' | 'corrected' | 'absent' | 'busy'
  cost: bigint
  charged: bigint
  loss: bigint
  balance_after: bigint | null
}

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

async function send(state: LedgerState, items: readonly SettleItem[], wait: boolean): Promise<Map<string, Answer>> {
  const generation = await flushGeneration(state)
  const values = [JSON.stringify(items.map((item, n) => ({ ...item, n }))), state.processId, wait, statementTime(state)]
  const rows = await state.settleConnection.query<SettleRow>({ name: 'settle_requests', text: statement, values })
  const done = rows.filter((row) => row.outcome !== 'busy')
  return new Map(done.map((row) => [row.request_id, { result: toResult(row), generation }]))
}

/** One settlement that the database refuses must not stop the others: each is sent by itself. */
async function sendEach(state: LedgerState, items: readonly SettleItem[]): Promise<Map<string, Answer | Error>> {
  const answers = new Map<string, Answer | Error>()
  for (const item of items) {
    try {
      for (const [id, answer] of await send(state, [item], true)) answers.set(id, answer)
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
  wait: boolean,
): Promise<Map<string, Answer | Error>> {
  try {
    return await send(state, items, wait)
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
  const answers = await sendPicked(
    state,
    picked.map((entry) => entry.item),
    wait,
  )
  const results: BatchAnswer<Answer | Error>[] = entries.map(() => undefined)
  for (const { index, item } of picked) results[index] = answers.get(item.request_id) ?? again
  return results
}
