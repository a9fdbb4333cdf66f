import { isStatementError } from '../db/dedicated-connection'
import { AppError } from '../errors'
import { ledgerState } from './ledger-state'
import { trackSettlement } from './track-settlement'
import type { PlaceHoldInput, PlaceHoldResult } from './types'

/**
 * Sets money aside for a call on every scope that limits it (wallet or allowance windows, key cap, user budget), or on
 * none and says which refused. Idempotent by request id; locks the customer's wallet for the length of one statement.
 * Throws `overloaded` when the database can't be reached.
 */
export async function placeHold(input: PlaceHoldInput): Promise<PlaceHoldResult> {
  const state = ledgerState()
  try {
    return await state.holds.add(input)
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
