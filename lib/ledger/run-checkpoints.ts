import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { heldRequestJson } from './held-request-json'
import { pickBatch } from './pick-batch'
import { isRetryable } from './retryable'
import { type LedgerState, statementTime } from './state-types'
import { type CheckpointInput, type CheckpointResult, fundingScope } from './types'

const statement = 'SELECT * FROM grow_holds($1, $2, $3, $4)'
const maxRounds = 12

type CheckpointRow = {
  request_id: string
  outcome: 'ok' | 'refused' | 'gone' | 'busy'
  scope: string | null
  held: bigint
}

/** What a crash is settled from. */
export type Checkpoint = {
  usage: CheckpointInput['usage']
  accountId: string | null
  upstreamModel: string | null
}

function toResult(row: CheckpointRow): CheckpointResult | typeof again {
  switch (row.outcome) {
    case 'ok':
      return { kind: 'ok', heldNanoUsd: row.held }
    case 'refused':
      return { kind: 'refused', scope: fundingScope(row.scope), heldNanoUsd: row.held }
    case 'gone':
      return { kind: 'gone' }
    case 'busy':
      return again
  }
}

function checkpointItem(input: CheckpointInput, n: number): Record<string, unknown> {
  const { request, usage, accountId, upstreamModel } = input
  const checkpoint: Checkpoint = { usage, accountId, upstreamModel }
  return {
    ...{ n, request_id: request.requestId, user_id: request.userId, key_id: request.keyId },
    ...{ wanted: input.wantedNanoUsd.toString(), held: input.heldNanoUsd.toString(), funded_by: input.fundedBy },
    ...{ subscription_id: input.subscriptionId, request: heldRequestJson(request), checkpoint },
  }
}

async function send(state: LedgerState, inputs: readonly CheckpointInput[], wait: boolean): Promise<CheckpointRow[]> {
  const items = JSON.stringify(inputs.map(checkpointItem))
  const values = [items, inputs[0]?.processId ?? state.processId, wait, statementTime(state)]
  return await state.checkpointConnection.query<CheckpointRow>({ name: 'grow_holds', text: statement, values })
}

/** Records and grows all running streams of a batch in one durable statement. */
export async function runCheckpoints(
  state: LedgerState,
  entries: readonly BatchEntry<CheckpointInput>[],
): Promise<BatchAnswer<CheckpointResult>[]> {
  const { picked, wait } = pickBatch(entries, (item) => item.request)
  const results: BatchAnswer<CheckpointResult>[] = entries.map(() => undefined)
  for (const { index } of picked) results[index] = again
  try {
    const rows = await send(
      state,
      picked.map((entry) => entry.item),
      wait,
    )
    const byId = new Map(rows.map((row) => [row.request_id, row]))
    for (const { index, item } of picked) {
      const row = byId.get(item.request.requestId)
      if (row) results[index] = toResult(row)
    }
  } catch (error) {
    if (!isRetryable(error) || entries.some((entry) => entry.rounds > maxRounds)) throw error
  }
  return results
}
