import { isStatementError } from '../db/dedicated-connection'
import { AppError } from '../errors'
import { drawOnLease, recallLeases } from './funding-leases'
import { LeasedHold } from './leased-hold'
import { ledgerState } from './ledger-state'
import { nothingUsed } from './nothing-used'
import type { LedgerState } from './state-types'
import { trackSettlement } from './track-settlement'
import type { PlaceHoldInput, PlaceHoldResult } from './types'

/**
 * Sets money aside for a call on every scope that limits it (wallet or allowance windows, key cap, user budget), or on
 * none and says which refused. Idempotent by request id; locks the customer's wallet for the length of one statement.
 * A busy customer's hold comes from the process's lease of the wallet: held at once, and noted on the process's own disk.
 * Throws `overloaded` when the database can't be reached.
 */
export function placeHold(input: PlaceHoldInput): PlaceHoldResult | Promise<PlaceHoldResult> {
  const state = ledgerState()
  const lease = drawOnLease(state, input)
  if (lease === null) return placeOnWallet(state, input)
  const leased = new LeasedHold(state, input, lease, (item) => placeOnWallet(state, item))
  return { kind: 'held', fundedBy: 'wallet', subscriptionId: null, leased }
}

async function placeOnWallet(state: LedgerState, input: PlaceHoldInput): Promise<PlaceHoldResult> {
  try {
    const result = await state.holds.add(input)
    const mayBeLeased = state.leases.timer !== null && result.kind === 'refused' && result.scope === 'wallet'
    return mayBeLeased && (await recallLeases(state, input.request.userId)) ? await state.holds.add(input) : result
  } catch (error) {
    if (error instanceof AppError) throw error
    if (!isStatementError(error)) releaseIfHeld(input)
    throw new AppError(
      'overloaded',
      'The call could not be admitted just now. You were not charged. Try again shortly.',
      {
        retryAfterSeconds: 5,
        cause: error,
      },
    )
  }
}

/** The answer was lost, not the statement perhaps: what it held is given back as soon as the database answers. */
function releaseIfHeld({ request, processId }: PlaceHoldInput): void {
  void trackSettlement({ ...nothingUsed, errorCode: 'overloaded', request, processId }, true).catch(() => undefined)
}
