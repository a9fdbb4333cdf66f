/** Whoever is told of an end: a function, or an object with `handleEvent` (one object for a call instead of closures). */
export type EndListener = (() => void) | { handleEvent(): void }

/** What tells that something is over: an AbortSignal is one, an `Ending` a light one. */
export type EndSignal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: EndListener, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: EndListener): void
}

/**
 * An end that each call makes for itself. It does what we use of an AbortController (listeners hear of the first abort,
 * once, and can leave) without the event machinery, which cost more than most steps of a call.
 */
export class Ending implements EndSignal {
  aborted = false
  // Not a Set: a busy one is copied all the time, and each dead copy that grew old keeps alive what was in it.
  private listeners: EndListener[] | null = null

  addEventListener(_type: 'abort', listener: EndListener): void {
    if (this.aborted) return
    this.listeners ??= []
    this.listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: EndListener): void {
    const { listeners } = this
    const place = listeners?.lastIndexOf(listener) ?? -1
    if (!listeners || place < 0) return
    const last = listeners.pop()
    if (last && place < listeners.length) listeners[place] = last
  }

  /** Ends it: every listener is called once; what the first of them threw is thrown when all were called. */
  abort(): void {
    if (this.aborted) return
    this.aborted = true
    const failures: unknown[] = []
    // One that another removes meanwhile isn't called any more.
    for (let listener = this.listeners?.shift(); listener; listener = this.listeners?.shift()) {
      try {
        if (typeof listener === 'function') listener()
        else listener.handleEvent()
      } catch (error) {
        failures.push(error)
      }
    }
    this.listeners = null
    if (failures.length > 0) throw failures[0]
  }
}
