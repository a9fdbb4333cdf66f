import { ledgerState } from './ledger-state'

/**
 * Writes what was admitted and settled so far to the call journal, which a killed process leaves behind: called before
 * answers go out. What was admitted is written at the end of its turn, before the upstream's connection is written to: both
 * are done in the check phase, in the order in which they were asked for (undici waits for it with a connection that was
 * used before, and a new one takes longer).
 */
export function recordCalls(): void {
  ledgerState().calls.flush()
}
