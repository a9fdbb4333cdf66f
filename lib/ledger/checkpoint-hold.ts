import { ledgerState } from './ledger-state'
import type { CheckpointInput, CheckpointResult } from './types'

/**
 * Records the tokens a stream has used and grows its hold, durably; all streams checkpointed in one turn of the event
 * loop share one statement and one flush. Throws when the database can't be reached: the stream lives on its allowance then.
 */
export async function checkpointHold(input: CheckpointInput): Promise<CheckpointResult> {
  const state = ledgerState()
  // A checkpoint belongs to a row; where its lease doesn't cover one, growing asks the wallet.
  input.leased?.write()
  await input.leased?.confirm()?.catch(() => undefined)
  const { result, generation } = await state.checkpoints.add(input)
  if (generation === null || (await state.flushes.add(generation))) return result
  throw new Error('a checkpoint may have been lost with the database server')
}
