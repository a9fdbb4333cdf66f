import type { EndSignal } from '../../ending'
import type { CandidateSet } from '../store'

export type WaitPlace =
  | { kind: 'customer'; userId: string }
  | { kind: 'pool'; shard: string; poolId: string; candidates: () => CandidateSet }

/** How a wait ended. `isConfirmed`: the store already counts the lease as taken over. */
export type WaitOutcome =
  | { kind: 'granted'; isConfirmed: boolean; account: { accountId: string; sticky: boolean; probe: boolean } | null }
  | { kind: 'none_eligible'; retryAfterMs: number | null }
  | { kind: 'shed' | 'timeout' | 'cancelled' | 'gone' | 'unavailable' }

/** The room that a waiter is in. */
export type WaiterRoom = {
  /** Asks the store what became of a ticket. */
  ask(waiter: Waiter): void
  /** Keeps the safety net's timer going. */
  watch(): void
  remove(waiter: Waiter): void
}

/** One ticket's wait. It can be told how it ended before anybody waits for that. */
export class Waiter {
  failures = 0
  /** Not asked about before the store has the ticket: it would say that it is gone. */
  isAsked = false
  private ended: WaitOutcome | null = null
  private resolve: ((outcome: WaitOutcome) => void) | null = null

  constructor(
    private readonly room: WaiterRoom,
    readonly ticketId: string,
    readonly place: WaitPlace,
  ) {}

  /** Ends the wait; later ends change nothing. */
  settle(outcome: WaitOutcome): void {
    if (this.ended) return
    this.ended = outcome
    this.resolve?.(outcome)
  }

  /** Waits for a signal, the time-out or the caller's leaving. */
  async outcome(signal: EndSignal, timeoutMs: number, wakeAfterMs: number | null): Promise<WaitOutcome> {
    this.isAsked = true
    this.room.watch()
    const cancel = () => this.settle({ kind: 'cancelled' })
    const timeout = setTimeout(() => this.settle({ kind: 'timeout' }), timeoutMs)
    const wake = wakeAfterMs === null ? undefined : setTimeout(() => this.room.ask(this), wakeAfterMs)
    signal.addEventListener('abort', cancel, { once: true })
    if (signal.aborted) cancel()
    try {
      return this.ended ?? (await new Promise<WaitOutcome>((resolve) => (this.resolve = resolve)))
    } finally {
      clearTimeout(timeout)
      clearTimeout(wake)
      signal.removeEventListener('abort', cancel)
    }
  }

  /** Must be called on every way out. */
  leave(): void {
    this.room.remove(this)
  }
}
