import type { Waiter } from '../db/batcher'
import { journalPending } from './journal-pending'
import { ledgerState } from './ledger-state'
import { type SettleItem, settleItem } from './settle-item'
import type { LedgerState, SettleAnswer } from './state-types'
import type { SettleInput, SettleResult } from './types'

const resendAfterMs = 100

/** One settlement on its way: sent, flushed, and sent again until the database has flushed it. */
class Settlement implements Waiter<SettleItem, SettleAnswer | Error> {
  rounds = 0
  readonly done: Promise<SettleResult>
  private finish: (result: SettleResult) => void = () => undefined
  private fail: (error: unknown) => void = () => undefined

  constructor(
    readonly state: LedgerState,
    readonly item: SettleItem,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve
      this.fail = reject
    })
  }

  send(): void {
    this.state.settlements.push(this)
  }

  resolve(answer: SettleAnswer | Error): void {
    if (answer instanceof Error) this.reject(answer)
    else this.state.flushes.push(new Flush(this, answer))
  }

  reject(error: unknown): void {
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
    const { pending } = this.state
    if (pending.get(this.item.request_id)?.item === this.item) pending.delete(this.item.request_id)
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
  const item = settleItem(input, onlyIfHeld)
  const settlement = new Settlement(state, item)
  state.pending.set(item.request_id, { item, sinceMs: Date.now(), journaled: false })
  journalPending(state)
  const unwritten = state.unwritten.get(item.request_id)
  const send = (): void => settlement.send()
  // A hold written after its settlement would stay open for ever.
  if (unwritten === undefined) send()
  else unwritten.then(send, send)
  return settlement.done
}
