/** What tells that something is over: an AbortSignal is one, an `Ending` a light one. */
export type EndSignal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * An end that each call makes for itself. It does what we use of an AbortController (listeners hear of the first abort,
 * once, and can leave in constant time) without the event machinery, which cost more than most steps of a call.
 */
export class Ending implements EndSignal {
  aborted = false
  private listeners: Set<() => void> | null = null

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.aborted) return
    this.listeners ??= new Set()
    this.listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners?.delete(listener)
  }

  /** Ends it: every listener is called once; what the first of them threw is thrown when all were called. */
  abort(): void {
    if (this.aborted) return
    this.aborted = true
    const failures: unknown[] = []
    // One that another removes meanwhile isn't called any more.
    for (const listener of this.listeners ?? []) {
      try {
        listener()
      } catch (error) {
        failures.push(error)
      }
    }
    this.listeners = null
    if (failures.length > 0) throw failures[0]
  }
}
