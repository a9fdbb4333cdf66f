import { again, type BatchAnswer, type BatchEntry } from '../db/batcher'
import { isStatementError } from '../db/dedicated-connection'
import { AppError } from '../errors'
import { heldRequestJson } from './held-request-json'
import { pickBatch } from './pick-batch'
import { isRepeated, isRetryable } from './retryable'
import { type LedgerState, statementTime } from './state-types'
import { fundingScope, type GoneReason, type PlaceHoldInput, type PlaceHoldResult } from './types'

/** A call waits this many rounds for its wallet (about two seconds of lock time) before it is told to come back. */
const maxRounds = 12
const statement = 'SELECT * FROM place_holds($1, $2, $3, $4)'
/** Half the time of the general statement for a batch of simple holds; it answers those only. */
const plainBatchStatement = 'SELECT * FROM place_plain_holds($1, $2, $3, $4, $5)'
/** Less than half the time of the general statement: most holds of a calm process go alone. */
const plainStatement = 'SELECT place_plain_hold($1, $2, $3, $4, $5, $6, $7) AS held'

type HoldRow = {
  request_id: string
  outcome: 'held' | 'refused' | 'gone' | 'busy'
  scope: string | null
  resets_at: Date | null
  available: bigint
  funded_by: 'wallet' | 'subscription' | null
  subscription_id: string | null
}

function toResult(row: HoldRow): PlaceHoldResult | typeof again {
  switch (row.outcome) {
    case 'held':
      return { kind: 'held', fundedBy: row.funded_by ?? 'wallet', subscriptionId: row.subscription_id }
    case 'gone':
      return { kind: 'gone', reason: goneReason(row.scope) }
    case 'busy':
      return again
    case 'refused':
      return {
        kind: 'refused',
        scope: fundingScope(row.scope),
        resetsAtMs: row.resets_at?.getTime() ?? null,
        availableNanoUsd: row.available,
      }
  }
}

const plainAnswer: Pick<HoldRow, 'scope' | 'resets_at' | 'available' | 'funded_by' | 'subscription_id'> = {
  scope: null,
  resets_at: null,
  available: 0n,
  funded_by: 'wallet',
  subscription_id: null,
}

const goneReasons: readonly string[] = [
  'user',
  'user_suspended',
  'user_deleted',
  'key_revoked',
  'key_disabled',
  'key_expired',
]

function isGoneReason(text: string | null): text is GoneReason {
  return text !== null && goneReasons.includes(text)
}

function goneReason(text: string | null): GoneReason {
  return isGoneReason(text) ? text : 'user'
}

async function sendPlain(state: LedgerState, input: PlaceHoldInput): Promise<HoldRow[]> {
  const { request, amountNanoUsd, processId } = input
  const { requestId, userId, keyId } = request
  const json = JSON.stringify(heldRequestJson(request))
  const values = [requestId, userId, keyId, amountNanoUsd.toString(), json, processId, statementTime(state)]
  const [row] = await state.holdConnection.query<{ held: boolean }>({
    ...{ name: 'place_plain_hold', text: plainStatement, values },
  })
  return row?.held ? [{ ...plainAnswer, request_id: requestId, outcome: 'held' }] : await send(state, [input], true)
}

async function sendPlainBatch(
  state: LedgerState,
  inputs: readonly PlaceHoldInput[],
  wait: boolean,
): Promise<HoldRow[]> {
  const items = inputs.map(({ request, amountNanoUsd }, n) => ({
    ...{ n, request_id: request.requestId, user_id: request.userId, key_id: request.keyId },
    ...{ amount: amountNanoUsd.toString(), request: heldRequestJson(request) },
  }))
  const users = [...new Set(inputs.map(({ request }) => request.userId))]
  const processId = inputs[0]?.processId ?? state.processId
  const rows = await state.holdConnection.query<{ request_id: string; outcome: 'held' | 'busy' }>({
    ...{ name: 'place_plain_holds', text: plainBatchStatement },
    values: [JSON.stringify(items), users, processId, wait, statementTime(state)],
  })
  return rows.map((row) => ({ ...plainAnswer, ...row }))
}

/** The simple ones in one short statement, what it leaves in the general one. */
async function sendBatch(state: LedgerState, inputs: readonly PlaceHoldInput[], wait: boolean): Promise<HoldRow[]> {
  const rows = await sendPlainBatch(state, inputs, wait).catch((error: unknown): HoldRow[] => {
    // A hold that is there already: the general statement answers for it.
    if (isRepeated(error)) return []
    throw error
  })
  const answered = new Set(rows.map((row) => row.request_id))
  const rest = inputs.filter(({ request }) => !answered.has(request.requestId))
  return rest.length === 0 ? rows : [...rows, ...(await send(state, rest, wait))]
}

async function send(state: LedgerState, inputs: readonly PlaceHoldInput[], wait: boolean): Promise<HoldRow[]> {
  const items = inputs.map(({ request, amountNanoUsd }, n) => ({
    ...{ n, request_id: request.requestId, user_id: request.userId, key_id: request.keyId, pool_id: request.poolId },
    ...{ amount: amountNanoUsd.toString(), request: heldRequestJson(request) },
  }))
  const values = [JSON.stringify(items), inputs[0]?.processId ?? state.processId, wait, statementTime(state)]
  return await state.holdConnection.query<HoldRow>({ name: 'place_holds', text: statement, values })
}

/** Places the holds of a batch in one statement; wallets locked elsewhere are answered with `again`. */
export async function runHolds(
  state: LedgerState,
  entries: readonly BatchEntry<PlaceHoldInput>[],
): Promise<BatchAnswer<PlaceHoldResult>[]> {
  if (entries.some((entry) => entry.rounds > maxRounds)) {
    throw new AppError('overloaded', 'The account is busy with other calls. Try again shortly.')
  }
  const { picked, wait } = pickBatch(entries, (item) => item.request)
  const results: BatchAnswer<PlaceHoldResult>[] = entries.map(() => undefined)
  for (const { index } of picked) results[index] = again
  try {
    const inputs = picked.map((entry) => entry.item)
    const [only] = inputs
    const rows = only && inputs.length === 1 ? await sendPlain(state, only) : await sendBatch(state, inputs, wait)
    const byId = new Map(rows.map((row) => [row.request_id, row]))
    for (const { index, item } of picked) {
      const row = byId.get(item.request.requestId)
      if (row) results[index] = toResult(row)
    }
  } catch (error) {
    // Locks and deadlocks pass; a connection found dead is opened anew once. Both repeat safely: holds are idempotent.
    const isFirstLoss = !isStatementError(error) && entries.every((entry) => entry.rounds === 0)
    if (!isRetryable(error) && !isFirstLoss) throw error
  }
  return results
}
