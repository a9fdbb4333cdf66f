import { isStatementError } from '../db/dedicated-connection'
import { AppError } from '../errors'
import { drawOnLease, type FundingLease, recallLeases } from './funding-leases'
import { ledgerState } from './ledger-state'
import type { LedgerState } from './state-types'
import { trackSettlement } from './track-settlement'
import type { PlaceHoldInput, PlaceHoldResult } from './types'

/**
 * Sets money aside for a call on every scope that limits it (wallet or allowance windows, key cap, user budget), or on
 * none and says which refused. Idempotent by request id; locks the customer's wallet for the length of one statement.
 * A busy customer's hold comes from the process's lease of the wallet: held at once, `written` soon.
 * Throws `overloaded` when the database can't be reached.
 */
export async function placeHold(input: PlaceHoldInput): Promise<PlaceHoldResult> {
  const state = ledgerState()
  const lease = drawOnLease(state, input)
  if (lease) return { kind: 'held', fundedBy: 'wallet', subscriptionId: null, written: track(state, input, lease) }
  return await placeOnWallet(state, input)
}

function track(state: LedgerState, input: PlaceHoldInput, lease: FundingLease): Promise<PlaceHoldResult> {
  const { requestId } = input.request
  const written = write(state, input, lease).finally(() => state.unwritten.delete(requestId))
  state.unwritten.set(requestId, written)
  // Who waits for it hears of a failure; a call that ended before doesn't wait.
  written.catch(() => undefined)
  return written
}

async function write(state: LedgerState, input: PlaceHoldInput, lease: FundingLease): Promise<PlaceHoldResult> {
  let isWritten = false
  try {
    isWritten = await state.leasedHolds.add(input)
  } finally {
    lease.unwritten -= 1
    // The database knows another amount of this lease than we: a new one has to be made.
    if (!isWritten) lease.closing = true
  }
  if (isWritten) return { kind: 'held', fundedBy: 'wallet', subscriptionId: null }
  return await placeOnWallet(state, input)
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
function releaseIfHeld(input: PlaceHoldInput): void {
  const { request, processId } = input
  void trackSettlement({
    ...{ request, processId, fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 0n, status: 'voided' },
    ...{ errorCode: 'overloaded', endReason: null, accountId: null, upstreamModel: null, priceVersionId: null },
    usage: {
      input: 0,
      cachedInput: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: 0,
      reasoning: 0,
      media: {},
      toolCalls: {},
    },
    ...{
      usageSource: 'none',
      costNanoUsd: 0n,
      attempts: [],
      responseId: null,
      queueMs: 0,
      firstTokenMs: null,
      durationMs: 0,
    },
    onlyIfHeld: true,
  }).catch(() => undefined)
}
