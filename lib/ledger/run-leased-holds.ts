import { jsonArray, plainArray, textArray } from '../db/array-text'
import type { BatchEntry } from '../db/batcher'
import { logger } from '../logger'
import { heldRequestJson } from './held-request-json'
import type { LedgerState } from './state-types'
import type { PlaceHoldInput } from './types'

type Entry = BatchEntry<PlaceHoldInput>

const statement = {
  name: 'write_leased_holds',
  text: 'SELECT write_leased_holds($1, $2, $3, $4, $5, $6, $7, $8) AS uncovered',
}

/** What is drawn on each lease, in the order in which leases are locked. */
function totalsOf(entries: readonly Entry[]): [string, bigint][] {
  const totals = new Map<string, bigint>()
  for (const { item } of entries) {
    const { userId } = item.request
    totals.set(userId, (totals.get(userId) ?? 0n) + item.amountNanoUsd)
  }
  return totals.size === 1 ? [...totals] : [...totals].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Writes holds that were admitted from leases, in one statement that no wallet's lock delays; false = ask the wallet. */
export async function runLeasedHolds(state: LedgerState, entries: readonly Entry[]): Promise<boolean[]> {
  const totals = totalsOf(entries)
  const values = [
    entries[0]?.item.processId ?? state.processId,
    textArray(totals, ([userId]) => userId),
    plainArray(totals, ([, total]) => total),
    textArray(entries, ({ item }) => item.request.requestId),
    textArray(entries, ({ item }) => item.request.userId),
    textArray(entries, ({ item }) => item.request.keyId),
    plainArray(entries, ({ item }) => item.amountNanoUsd),
    jsonArray(entries, ({ item }) => heldRequestJson(item.request)),
  ]
  try {
    const [row] = await state.leaseConnection.query<{ uncovered: string[] | null }>({ ...statement, values })
    const uncovered = row?.uncovered ?? null
    return entries.map(({ item }) => uncovered === null || !uncovered.includes(item.request.userId))
  } catch (error) {
    // Placing a hold is idempotent: if this one was written after all, place_holds says so.
    logger().warn({ err: error }, 'holds could not be written from their lease')
    return entries.map(() => false)
  }
}
