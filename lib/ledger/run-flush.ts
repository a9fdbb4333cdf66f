import type { again, BatchEntry } from '../db/batcher'
import type { LedgerState } from './state-types'

/** Any transaction that writes to the log and commits synchronously also flushes every commit before it. */
const statement = "SELECT pg_logical_emit_message(true, 'turnpike', '')"

/**
 * Makes everything committed so far durable. True for the settlements sent since the connection's current generation;
 * false for older ones: the server may have restarted in between and forgotten them.
 */
export async function runFlush(
  state: LedgerState,
  entries: readonly BatchEntry<number>[],
): Promise<(boolean | typeof again)[]> {
  try {
    await state.flushConnection.query({ name: 'flush', text: statement, values: [] })
  } catch {
    // Whatever it was, nothing is proven durable: the settlements are sent again, which is safe.
    return entries.map(() => false)
  }
  const generation = state.flushConnection.generation()
  return entries.map((entry) => entry.item === generation)
}

/** The generation that a settlement sent now has to be flushed under; opens the connection when there is none. */
export async function flushGeneration(state: LedgerState): Promise<number> {
  if (state.flushConnection.generation() === 0) {
    await state.flushConnection.query({ name: 'flush', text: statement, values: [] })
  }
  return state.flushConnection.generation()
}
