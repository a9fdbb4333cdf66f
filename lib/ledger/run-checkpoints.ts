import { jsonArray, plainArray, textArray } from '../db/array-text'
import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { heldRequestJson } from './held-request-json'
import { pickBatch } from './pick-batch'
import { isRetryable } from './retryable'
import { flushGeneration } from './run-flush'
import { type CheckpointAnswer, type LedgerState, statementTime } from './state-types'
import { type CheckpointInput, type CheckpointResult, fundingScope } from './types'

const statement = 'SELECT * FROM grow_holds($1, $2, $3, $4)'
/** A fraction of its time, and no wallet is locked: for streams whose hold is there and large enough. */
const plainStatement = { name: 'record_checkpoints', text: 'SELECT record_checkpoints($1, $2, $3, $4) AS recorded' }
const maxRounds = 12
/** Growth locks wallets until it is durable: many streams' growth goes in parts. */
const maxGrown = 100

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

type Entry = BatchEntry<CheckpointInput>

function checkpointOf({ usage, accountId, upstreamModel }: CheckpointInput): Checkpoint {
  return { usage, accountId, upstreamModel }
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
  const { request } = input
  return {
    ...{ n, request_id: request.requestId, user_id: request.userId, key_id: request.keyId },
    ...{ wanted: input.wantedNanoUsd.toString(), held: input.heldNanoUsd.toString(), funded_by: input.fundedBy },
    ...{ subscription_id: input.subscriptionId, request: heldRequestJson(request) },
    checkpoint: checkpointOf(input),
  }
}

async function send(state: LedgerState, inputs: readonly CheckpointInput[], wait: boolean): Promise<CheckpointRow[]> {
  const items = JSON.stringify(inputs.map(checkpointItem))
  const values = [items, inputs[0]?.processId ?? state.processId, wait, statementTime(state)]
  return await state.checkpointConnection.query<CheckpointRow>({ name: 'grow_holds', text: statement, values })
}

/** Records what needs no money; the entries left over need the wallet. */
async function recordPlain(
  state: LedgerState,
  entries: readonly Entry[],
  results: BatchAnswer<CheckpointAnswer>[],
): Promise<{ index: number; entry: Entry }[]> {
  const generation = await flushGeneration(state)
  const values = [
    textArray(entries, ({ item }) => item.request.requestId),
    plainArray(entries, ({ item }) => item.wantedNanoUsd),
    jsonArray(entries, ({ item }) => checkpointOf(item)),
    statementTime(state),
  ]
  const [row] = await state.checkpointConnection.query<{ recorded: string | null }>({ ...plainStatement, values })
  for (const pair of row?.recorded?.split(',') ?? []) {
    const [place, held = '0'] = pair.split(':')
    results[Number(place) - 1] = { result: { kind: 'ok', heldNanoUsd: BigInt(held) }, generation }
  }
  return entries.flatMap((entry, index) => (results[index] === undefined ? { index, entry } : []))
}

async function grow(
  state: LedgerState,
  left: readonly { index: number; entry: Entry }[],
  results: BatchAnswer<CheckpointAnswer>[],
): Promise<void> {
  const some = left.slice(0, maxGrown)
  const { picked, wait } = pickBatch(
    some.map(({ entry }) => entry),
    (item) => item.request,
  )
  const inputs = picked.map(({ item }) => item)
  const rows = await send(state, inputs, wait)
  const byId = new Map(rows.map((row) => [row.request_id, row]))
  for (const { index, item } of picked) {
    const row = byId.get(item.request.requestId)
    const at = some[index]?.index
    if (at === undefined) continue
    const result = row === undefined ? again : toResult(row)
    results[at] = result === again ? again : { result, generation: null }
  }
}

/** Records all running streams of a batch in one statement, and grows the holds that have to grow in another. */
export async function runCheckpoints(
  state: LedgerState,
  entries: readonly Entry[],
): Promise<BatchAnswer<CheckpointAnswer>[]> {
  const results: BatchAnswer<CheckpointAnswer>[] = entries.map(() => undefined)
  try {
    const left = await recordPlain(state, entries, results)
    if (left.length > 0) await grow(state, left, results)
  } catch (error) {
    if (!isRetryable(error) || entries.some((entry) => entry.rounds > maxRounds)) throw error
    for (const [index, result] of results.entries()) results[index] = result ?? again
  }
  return results
}
