import type { BatchEntry } from '../db/batcher'
import { logger } from '../logger'
import { heldRequestJson } from './held-request-json'
import type { LedgerState } from './state-types'
import type { PlaceHoldInput } from './types'

const statement = 'SELECT * FROM record_leased_holds($1, $2, $3)'

/** Writes holds that were admitted from leases, in one statement that no wallet's lock delays; false = ask the wallet. */
export async function runLeasedHolds(
  state: LedgerState,
  entries: readonly BatchEntry<PlaceHoldInput>[],
): Promise<boolean[]> {
  const items = entries.map(({ item: { request, amountNanoUsd } }) => ({
    ...{ request_id: request.requestId, user_id: request.userId, key_id: request.keyId },
    ...{ amount: amountNanoUsd.toString(), request: heldRequestJson(request) },
  }))
  const users = [...new Set(items.map((item) => item.user_id))]
  const values = [JSON.stringify(items), users, entries[0]?.item.processId ?? state.processId]
  try {
    const rows = await state.leaseConnection.query<{ request_id: string }>({
      ...{ name: 'record_leased_holds', text: statement, values },
    })
    const written = new Set(rows.map((row) => row.request_id))
    return items.map((item) => written.has(item.request_id))
  } catch (error) {
    // Placing a hold is idempotent: if this one was written after all, place_holds says so.
    logger().warn({ err: error }, 'holds could not be written from their lease')
    return items.map(() => false)
  }
}
