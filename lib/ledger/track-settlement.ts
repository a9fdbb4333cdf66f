import type { Waiter } from '../db/batcher'
import type { Segment } from './call-journal'
import { journalPending } from './journal-pending'
import { ledgerState } from './ledger-state'
import type { PendingEntry } from './pending-list'
import { type SettleItem, settleItem } from './settle-item'
import type { LedgerState, SettleAnswer } from './state-types'
import type { AdmittedFromLease, SettleInput, SettleResult } from './types'

const resendAfterMs = 100

/** A line of the call journal that says: settled so. */
export const settledMark = 'S'

/** One settlement on its way: sent, flushed, and sent again until the database has flushed it. */
class Settlement implements Waiter<SettleItem, SettleAnswer | Error>, PendingEntry {
  rounds = 0
  readonly sinceMs = Date.now()
  journaled = false
  before: PendingEntry | null = null
  after: PendingEntry | null = null
  private isPending = false
  private line: Segment | null = null
  readonly done: Promise<SettleResult>
  private finish: (result: SettleResult) => void = () => undefined
  private fail: (error: unknown) => void = () => undefined

  constructor(
    readonly state: LedgerState,
    readonly item: SettleItem,
    private readonly leased: AdmittedFromLease | null = null,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve
      this.fail = reject
    })
  }

  /** From now on it is known as pending until it is durable. */
  track(): void {
    this.isPending = true
    this.state.pending.add(this)
    this.line = this.state.calls.add(settledMark + JSON.stringify(this.item))
  }

  send(): void {
    this.state.settlements.push(this)
  }

  resolve(answer: SettleAnswer | Error): void {
    if (answer instanceof Error) {
      this.reject(answer)
      return
    }
    this.leased?.settled(answer.leaseIsWhole === true)
    this.state.flushes.push(new Flush(this, answer))
  }

  reject(error: unknown): void {
    this.leased?.settled(false)
    this.forget()
    this.fail(error)
  }

  flushed(result: SettleResult, isDurable: boolean): void {
    if (isDurable) {
      this.forget()
      this.finish(result)
      return
    }
    // Not flushed under the connection it was sent under: the server may have forgotten it. Settling is idempotent.
    this.rounds = 0
    setTimeout(() => this.send(), resendAfterMs)
  }

  private forget(): void {
    if (!this.isPending) return
    this.isPending = false
    this.state.pending.remove(this)
    if (this.line !== null) this.state.calls.release(this.line)
    this.leased?.forget()
  }
}

/** A settlement's wait for the flush that makes it durable. */
class Flush implements Waiter<number, boolean> {
  rounds = 0
  readonly item: number

  constructor(
    private readonly settlement: Settlement,
    private readonly answer: SettleAnswer,
  ) {
    this.item = answer.generation
  }

  resolve(isDurable: boolean): void {
    this.settlement.flushed(this.answer.result, isDurable)
  }

  reject(error: unknown): void {
    this.settlement.reject(error)
  }
}

/** Sends a settlement until the database has flushed it. */
export function sendSettlement(item: SettleItem): Promise<SettleResult> {
  const settlement = new Settlement(ledgerState(), item)
  settlement.send()
  return settlement.done
}

/** Sends a settlement and keeps it known as pending until it is durable. */
export function trackSettlement(input: SettleInput, onlyIfHeld = false): Promise<SettleResult> {
  const state = ledgerState()
  const { leased } = input
  // A hold written after its settlement would stay open for ever: it is settled from its lease, or waited for.
  const fromLease = leased?.end() ?? null
  const item = settleItem(input, onlyIfHeld, fromLease === null ? null : fromLease.toString())
  const settlement = new Settlement(state, item, leased)
  settlement.track()
  journalPending(state)
  const writing = fromLease === null ? (leased?.confirm() ?? null) : null
  const send = (): void => settlement.send()
  if (writing === null) send()
  else writing.then(send, send)
  return settlement.done
}
