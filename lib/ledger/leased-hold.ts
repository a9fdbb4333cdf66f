import type { Waiter } from '../db/batcher'
import type { Segment } from './call-journal'
import type { FundingLease } from './funding-leases'
import { heldRequestJson } from './held-request-json'
import type { LedgerState } from './state-types'
import type { AdmittedFromLease, PlaceHoldInput, PlaceHoldResult } from './types'

/** Who waits for a hold hears of its failure; a call that ended before doesn't wait. */
const ignore = (): void => undefined
export const heldOnWallet: PlaceHoldResult = Object.freeze({ kind: 'held', fundedBy: 'wallet', subscriptionId: null })

/** A line of the call journal that says: admitted. */
export const admittedMark = 'A'

/**
 * A hold admitted from a lease. It is *noted* in the call journal at first; a call that ends soon is settled from there.
 * It is *written* as a row when it lasts, when its lease ends or when the journal fails; *ending* is its settlement.
 */
export class LeasedHold implements Waiter<PlaceHoldInput, boolean>, AdmittedFromLease {
  rounds = 0
  readonly sinceMs = performance.now()
  before: LeasedHold | null = null
  after: LeasedHold | null = null
  private stage: 'noted' | 'writing' | 'written' | 'ending' | 'ended' = 'noted'
  private line: Segment | null
  private written: Promise<PlaceHoldResult> | null = null
  private finish: (result: PlaceHoldResult | Promise<PlaceHoldResult>) => void = ignore

  constructor(
    private readonly state: LedgerState,
    readonly item: PlaceHoldInput,
    readonly lease: FundingLease,
    private readonly askWallet: (input: PlaceHoldInput) => Promise<PlaceHoldResult>,
  ) {
    const { processId, amountNanoUsd, request } = item
    const noted = { processId, amount: amountNanoUsd.toString(), request: heldRequestJson(request) }
    this.line = state.calls.add(admittedMark + JSON.stringify(noted))
    state.noted.add(this)
    if (this.line === null) this.write()
  }

  confirm(): Promise<PlaceHoldResult> | null {
    return this.stage === 'writing' ? this.written : null
  }

  /** Lets its row be written; until it is, its settlement waits. */
  write(): void {
    if (this.stage !== 'noted') return
    this.state.noted.remove(this)
    this.stage = 'writing'
    this.written = new Promise((resolve) => {
      this.finish = resolve
    })
    this.written.catch(ignore)
    this.state.leasedHolds.push(this)
  }

  resolve(isWritten: boolean): void {
    if (isWritten) {
      this.leave('written')
      this.finish(heldOnWallet)
      return
    }
    // The database knows another amount of this lease than we: a new one has to be made.
    this.lease.closing = true
    const placed = this.askWallet(this.item)
    const end = (): void => this.leave('written')
    placed.then(end, end)
    this.finish(placed)
  }

  reject(error: unknown): void {
    this.lease.closing = true
    this.leave('written')
    this.finish(Promise.reject(error))
  }

  end(): bigint | null {
    if (this.stage !== 'noted') return null
    this.state.noted.remove(this)
    this.stage = 'ending'
    return this.item.amountNanoUsd
  }

  settled(leaseIsWhole: boolean): void {
    if (this.stage !== 'ending') return
    if (leaseIsWhole) this.lease.remainingNanoUsd += this.item.amountNanoUsd
    this.leave('ended')
  }

  forget(): void {
    if (this.line !== null) this.state.calls.release(this.line)
    this.line = null
  }

  private leave(stage: 'written' | 'ended'): void {
    this.stage = stage
    this.lease.unwritten -= 1
    if (stage === 'written') this.forget()
  }
}
