import { Ending, type EndSignal } from '../ending'
import { shared } from '../process-state'
import { settings } from '../settings'

/** Aborted when the process must end its running calls now. */
export const stopSignal = shared('gateway-stop', () => new Ending())

const drains = shared('gateway-drains', () => ({ running: 0 }))

/** What follows when the caller leaves: the upstream is read on for a while, or closed (gateway.md §10). */
export class CallerWatch {
  /** Aborted when the upstream's answer is no longer wanted by anybody. */
  readonly signal: EndSignal
  /** The caller left before the end. */
  left: boolean
  private readonly upstream = new Ending()
  private readonly stop = stopSignal()
  private draining = false
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly caller: EndSignal,
    private readonly policy: 'drain' | 'cancel',
  ) {
    this.signal = this.upstream
    this.left = caller.aborted
    this.stop.addEventListener('abort', this)
    if (this.left || this.stop.aborted) this.upstream.abort()
    else caller.addEventListener('abort', this, { once: true })
  }

  /** The process stops, or the caller leaves. */
  handleEvent(): void {
    if (this.stop.aborted) this.upstream.abort()
    else this.leave()
  }

  /** Ends the upstream for a reason of ours (money, shutdown). */
  abort(): void {
    this.upstream.abort()
  }

  undo(): void {
    this.caller.removeEventListener('abort', this)
    this.stop.removeEventListener('abort', this)
    if (this.timer) clearTimeout(this.timer)
    // An answer that a throw left half-read would hold its connection for ever; one that ended doesn't listen any more.
    this.upstream.abort()
    if (this.draining) drains().running--
    this.draining = false
  }

  private leave(): void {
    this.left = true
    const all = drains()
    if (this.policy === 'cancel' || all.running >= settings().maxDrains) {
      this.upstream.abort()
      return
    }
    this.draining = true
    all.running++
    this.timer = setTimeout(() => this.upstream.abort(), settings().drainMs)
  }
}

/** Watches one caller under its pool's policy. Drains are bounded in time and number; beyond that the upstream is closed at once. */
export function watchCaller(caller: EndSignal, policy: 'drain' | 'cancel'): CallerWatch {
  return new CallerWatch(caller, policy)
}
