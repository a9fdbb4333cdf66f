import { FaultRules } from './faults'
import { LastRequests } from './last-requests'
import type { Pace } from './pace'
import { PromptCache } from './prompt-cache'
import { ResponseStore } from './response-store'
import { ServedLog } from './served-log'

/** Requests that are open now, in all and per API key, with the highest numbers ever seen. */
export class OpenGauge {
  now = 0
  peak = 0
  readonly #byKey = new Map<string, { now: number; peak: number }>()

  enter(apiKey: string): void {
    this.now += 1
    this.peak = Math.max(this.peak, this.now)
    const entry = this.#byKey.get(apiKey) ?? { now: 0, peak: 0 }
    entry.now += 1
    entry.peak = Math.max(entry.peak, entry.now)
    this.#byKey.set(apiKey, entry)
  }

  leave(apiKey: string): void {
    this.now -= 1
    const entry = this.#byKey.get(apiKey)
    if (entry) entry.now -= 1
  }

  report(): object {
    return { open: this.now, peakOpen: this.peak, byKey: Object.fromEntries(this.#byKey) }
  }

  resetPeaks(): void {
    this.peak = this.now
    for (const [key, entry] of this.#byKey) {
      if (entry.now === 0) this.#byKey.delete(key)
      else entry.peak = entry.now
    }
  }
}

/** Everything one simulator remembers. */
export interface SimulatorState {
  pace: Pace
  readonly faults: FaultRules
  readonly served: ServedLog
  readonly last: LastRequests
  readonly cache: PromptCache
  readonly responses: ResponseStore
  readonly open: OpenGauge
}

export function newState(pace: Pace): SimulatorState {
  return {
    pace,
    faults: new FaultRules(),
    served: new ServedLog(),
    last: new LastRequests(),
    cache: new PromptCache(),
    responses: new ResponseStore(),
    open: new OpenGauge(),
  }
}
