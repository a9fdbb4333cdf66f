import { ledgerState } from './ledger-state'

/**
 * Writes what was admitted and settled so far to the call journal, which a killed process leaves behind: called before
 * anything goes upstream and before answers go out.
 */
export function recordCalls(): void {
  ledgerState().calls.flush()
}
