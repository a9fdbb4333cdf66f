import { ledgerState } from './ledger-state'
import type { CheckpointInput, CheckpointResult } from './types'

/**
 * Records the tokens a stream has used and grows its hold, durably; all streams checkpointed in one turn of the event
 * loop share one statement. Throws when the database can't be reached: the stream lives on its allowance then.
 */
export async function checkpointHold(input: CheckpointInput): Promise<CheckpointResult> {
  return await ledgerState().checkpoints.add(input)
}
