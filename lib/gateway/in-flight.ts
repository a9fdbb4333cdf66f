import { shared } from '../process-state'

type InFlight = {
  readonly count: number
  /** Goes up with each request, ended ones too. */
  readonly begun: number
  /** A stop was asked for: load balancers are told, calls are still answered. */
  closing: boolean
  /** Nothing new is begun. */
  refusing: boolean
  enter(): void
  leave(): void
  /** Resolves when nothing is running, or after `withinMs` with what still is. */
  drained(withinMs: number): Promise<number>
}

function create(): InFlight {
  let running = 0
  let begun = 0
  const waiters = new Set<() => void>()
  return {
    closing: false,
    refusing: false,
    get count() {
      return running
    },
    get begun() {
      return begun
    },
    enter: () => {
      running++
      begun++
    },
    leave: () => {
      running--
      if (running === 0) for (const wake of waiters) wake()
    },
    drained: (withinMs) =>
      new Promise((resolve) => {
        if (running === 0) {
          resolve(0)
          return
        }
        const done = () => {
          clearTimeout(timer)
          waiters.delete(done)
          resolve(running)
        }
        const timer = setTimeout(done, withinMs)
        waiters.add(done)
      }),
  }
}

/** Gateway requests that this process is working on. */
export const inFlight = shared('gateway-in-flight', create)
