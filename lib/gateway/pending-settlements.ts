import { processState } from '../process-state'

/** Longest wait for settlements of one customer before a refusal stands. */
const waitMs = 2_000

type Pending = {
  /** Tracks a settlement until it is done. */
  add(userId: string, settlement: Promise<unknown>): void
  /** Waits for the customer's running settlements; false when there were none. */
  settled(userId: string): Promise<boolean>
  /** Waits for all (shutdown). */
  all(): Promise<void>
  readonly size: number
}

function create(): Pending {
  const running = new Map<string, Set<Promise<unknown>>>()
  let size = 0
  const remove = (userId: string, settlement: Promise<unknown>) => {
    size--
    const own = running.get(userId)
    own?.delete(settlement)
    if (own?.size === 0) running.delete(userId)
  }
  return {
    add: (userId, settlement) => {
      const own = running.get(userId) ?? new Set()
      running.set(userId, own)
      const tracked: Promise<unknown> = settlement.catch(() => undefined).finally(() => remove(userId, tracked))
      own.add(tracked)
      size++
    },
    settled: async (userId) => {
      const own = running.get(userId)
      if (!own) return false
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, waitMs)
      })
      await Promise.race([Promise.all(own), patience])
      clearTimeout(timer)
      return true
    },
    all: async () => {
      await Promise.all([...running.values()].flatMap((own) => [...own]))
    },
    get size() {
      return size
    },
  }
}

/** Settlements that this process has sent and the ledger hasn't confirmed. */
export function pendingSettlements(): Pending {
  return processState('gateway-pending-settlements', create)
}
