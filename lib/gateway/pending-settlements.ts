import { shared } from '../process-state'

/** Longest wait for settlements of one customer before a refusal stands. */
const waitMs = 2_000

/** Someone who waits for the settlements that had begun by then. */
type Waiter = { begunBy: number; left: number; wake: () => void }

/** One customer's running settlements, numbered in their order. */
class Running {
  begun = 0
  open = 0
  private waiters: Waiter[] = []

  begin(): number {
    this.open += 1
    this.begun += 1
    return this.begun
  }

  end(number: number): void {
    this.open -= 1
    if (this.waiters.length === 0) return
    for (const waiter of this.waiters) if (number <= waiter.begunBy && --waiter.left === 0) waiter.wake()
    this.waiters = this.waiters.filter((waiter) => waiter.left > 0)
  }

  ended(): Promise<void> {
    return new Promise((wake) => this.waiters.push({ begunBy: this.begun, left: this.open, wake }))
  }
}

class PendingSettlements {
  size = 0
  private readonly users = new Map<string, Running>()

  /** Tracks a settlement until it is done. */
  add(userId: string, settlement: Promise<unknown>): void {
    const own = this.users.get(userId) ?? new Running()
    if (own.open === 0) this.users.set(userId, own)
    const number = own.begin()
    this.size += 1
    const end = (): void => this.end(userId, own, number)
    settlement.then(end, end)
  }

  /** Waits for the customer's running settlements; false when there were none. */
  async settled(userId: string): Promise<boolean> {
    const own = this.users.get(userId)
    if (!own) return false
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs)
    })
    await Promise.race([own.ended(), patience])
    clearTimeout(timer)
    return true
  }

  /** Waits for all (shutdown). */
  async all(): Promise<void> {
    await Promise.all([...this.users.values()].map((own) => own.ended()))
  }

  private end(userId: string, own: Running, number: number): void {
    this.size -= 1
    own.end(number)
    if (own.open === 0) this.users.delete(userId)
  }
}

/** Settlements that this process has sent and the ledger hasn't confirmed. */
export const pendingSettlements = shared('gateway-pending-settlements', () => new PendingSettlements())
