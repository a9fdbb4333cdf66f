import { countWait, type WaitEnd } from '../metrics'

const ends: Record<string, WaitEnd> = {
  acquired: 'acquired',
  timeout: 'timeout',
  shed: 'shed',
  cancelled: 'cancelled',
}

export type WaitWatch = { begin(): void; end(resultKind: string): void }

/** Counts a call's wait in a queue, if it comes to one: `begin` when it must wait, `end` with how the store answered. */
export function watchWait(queue: 'customer' | 'pool', onBegin: () => void): WaitWatch {
  let sinceMs: number | null = null
  return {
    begin() {
      sinceMs = performance.now()
      onBegin()
    },
    end(resultKind) {
      if (sinceMs !== null) countWait(queue, ends[resultKind] ?? 'refused', performance.now() - sinceMs)
    },
  }
}
