import type { Waiter } from '../db/batcher'
import { isStatementError } from '../db/dedicated-connection'
import { AppError } from '../errors'
import { drawOnLease, type FundingLease, recallLeases } from './funding-leases'
import { ledgerState } from './ledger-state'
import type { LedgerState } from './state-types'
import { trackSettlement } from './track-settlement'
import type { PlaceHoldInput, PlaceHoldResult, SettleInput } from './types'

/** Who waits for a hold hears of its failure; a call that ended before doesn't wait. */
const ignore = (): void => undefined
const heldOnWallet: PlaceHoldResult = Object.freeze({ kind: 'held', fundedBy: 'wallet', subscriptionId: null })

/** A hold admitted from a lease, until it is written. */
class LeasedHold implements Waiter<PlaceHoldInput, boolean> {
  rounds = 0
  readonly written: Promise<PlaceHoldResult>
  private finish: (result: PlaceHoldResult | Promise<PlaceHoldResult>) => void = () => undefined

  constructor(
    private readonly state: LedgerState,
    readonly item: PlaceHoldInput,
    private readonly lease: FundingLease,
  ) {
    this.written = new Promise((resolve) => {
      this.finish = resolve
    })
    state.unwritten.set(item.request.requestId, this.written)
    state.leasedHolds.push(this)
  }

  resolve(isWritten: boolean): void {
    this.lease.unwritten -= 1
    if (!isWritten) {
      this.askWallet()
      return
    }
    this.state.unwritten.delete(this.item.request.requestId)
    this.finish(heldOnWallet)
  }

  reject(error: unknown): void {
    this.lease.unwritten -= 1
    this.lease.closing = true
    this.state.unwritten.delete(this.item.request.requestId)
    this.finish(Promise.reject(error))
    this.written.catch(ignore)
  }

  private askWallet(): void {
    // The database knows another amount of this lease than we: a new one has to be made.
    this.lease.closing = true
    const end = (): void => void this.state.unwritten.delete(this.item.request.requestId)
    const placed = placeOnWallet(this.state, this.item)
    placed.then(end, end)
    this.finish(placed)
    this.written.catch(ignore)
  }
}

/**
 * Sets money aside for a call on every scope that limits it (wallet or allowance windows, key cap, user budget), or on
 * none and says which refused. Idempotent by request id; locks the customer's wallet for the length of one statement.
 * A busy customer's hold comes from the process's lease of the wallet: held at once, `written` soon.
 * Throws `overloaded` when the database can't be reached.
 */
export function placeHold(input: PlaceHoldInput): PlaceHoldResult | Promise<PlaceHoldResult> {
  const state = ledgerState()
  const lease = drawOnLease(state, input)
  if (lease === null) return placeOnWallet(state, input)
  const { written } = new LeasedHold(state, input, lease)
  return { kind: 'held', fundedBy: 'wallet', subscriptionId: null, written }
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

const nothingUsed: Omit<SettleInput, 'request' | 'processId'> = {
  ...{ fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 0n, status: 'voided', errorCode: 'overloaded' },
  ...{ endReason: null, accountId: null, upstreamModel: null, priceVersionId: null },
  usage: {
    ...{ input: 0, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 },
    ...{ media: {}, toolCalls: {} },
  },
  ...{ usageSource: 'none', costNanoUsd: 0n, attempts: [], responseId: null },
  ...{ queueMs: 0, firstTokenMs: null, durationMs: 0 },
}

/** The answer was lost, not the statement perhaps: what it held is given back as soon as the database answers. */
function releaseIfHeld({ request, processId }: PlaceHoldInput): void {
  void trackSettlement({ ...nothingUsed, request, processId }, true).catch(() => undefined)
}
