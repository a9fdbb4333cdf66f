import { Ending, type EndSignal } from '../ending'
import { processState } from '../process-state'
import { settings } from '../settings'

/** What follows when the caller leaves: the upstream is read on for a while, or closed (gateway.md §10). */
export type CallerWatch = {
  /** Aborted when the upstream's answer is no longer wanted by anybody. */
  readonly signal: EndSignal
  /** The caller left before the end. */
  readonly left: boolean
  /** Ends the upstream for a reason of ours (money, shutdown). */
  abort(): void
  close(): void
}

/** Aborted when the process must end its running calls now. */
export function stopSignal(): Ending {
  return processState('gateway-stop', () => new Ending())
}

/** Watches one caller under its pool's policy. Drains are bounded in time and number; beyond that the upstream is closed at once. */
export function watchCaller(caller: EndSignal, policy: 'drain' | 'cancel'): CallerWatch {
  const drains = processState('gateway-drains', () => ({ running: 0 }))
  const upstream = new Ending()
  let left = caller.aborted
  let draining = false
  let timer: NodeJS.Timeout | null = null
  const leave = () => {
    left = true
    if (policy === 'cancel' || drains.running >= settings().maxDrains) {
      upstream.abort()
      return
    }
    draining = true
    drains.running++
    timer = setTimeout(() => upstream.abort(), settings().drainMs)
  }
  const stop = stopSignal()
  const end = () => upstream.abort()
  stop.addEventListener('abort', end)
  if (left || stop.aborted) upstream.abort()
  else caller.addEventListener('abort', leave, { once: true })
  return {
    signal: upstream,
    get left() {
      return left
    },
    abort: () => upstream.abort(),
    close: () => {
      caller.removeEventListener('abort', leave)
      stop.removeEventListener('abort', end)
      if (timer) clearTimeout(timer)
      // An answer that a throw left half-read would hold its connection for ever; one that ended doesn't listen any more.
      upstream.abort()
      if (draining) drains.running--
      draining = false
    },
  }
}
