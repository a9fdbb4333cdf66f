import type { FundingLease } from './funding-leases'
import type { LeasedHold } from './leased-hold'

/** A call that runs for longer is written to the database, where other processes see it. */
const ageMs = 200
const lookMs = 100

/** Holds that are noted on this process's disk and have no row, oldest first. A list: a map's old copies keep ended ones alive. */
export class NotedHolds {
  private first: LeasedHold | null = null
  private last: LeasedHold | null = null
  private timer: NodeJS.Timeout | null = null

  add(hold: LeasedHold): void {
    hold.before = this.last
    if (this.last) this.last.after = hold
    else this.first = hold
    this.last = hold
    this.timer ??= setTimeout(this.look, lookMs).unref()
  }

  /** Takes out a hold that is in the list. */
  remove(hold: LeasedHold): void {
    const { before, after } = hold
    if (before) before.after = after
    else this.first = after
    if (after) after.before = before
    else this.last = before
    hold.before = null
    hold.after = null
  }

  /** Lets holds be written: those of one lease, or all. */
  write(lease: FundingLease | null = null): void {
    for (let hold = this.first; hold !== null; ) {
      const { after } = hold
      if (lease === null || hold.lease === lease) hold.write()
      hold = after
    }
  }

  has(requestId: string, userId: string): boolean {
    for (let hold = this.first; hold !== null; hold = hold.after) {
      const { request } = hold.item
      if (request.requestId === requestId) return request.userId === userId
    }
    return false
  }

  private readonly look = (): void => {
    const untilMs = performance.now() - ageMs
    while (this.first !== null && this.first.sinceMs <= untilMs) this.first.write()
    this.timer = this.first === null ? null : setTimeout(this.look, lookMs).unref()
  }
}
