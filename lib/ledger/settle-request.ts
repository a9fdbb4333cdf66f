import { trackSettlement } from './track-settlement'
import type { SettleInput, SettleResult } from './types'

/**
 * Ends a request exactly once: usage record, transfers, hold and counters in one transaction. Resolves when it is
 * durable; kept and sent again until then (in a journal on disk after a second). A second call returns the first outcome.
 */
export function settleRequest(input: SettleInput): Promise<SettleResult> {
  return trackSettlement(input)
}
