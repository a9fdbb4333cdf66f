import { logger } from '../logger'
import { isPromise, type MaybePromise } from '../maybe-promise'

/** Something taken, that knows how it is given back. */
export type Undo = { undo(): unknown }

/** What a request must give back. */
export type Scope = {
  /** Registers an undo; call it on the line after the acquisition. */
  defer(undo: Undo): void
  /** Begins all undos in reverse order, once; one that fails is logged and doesn't stop the others. Those that have to be waited for run side by side. */
  close(): MaybePromise<void>
}

function logFailure(error: unknown): void {
  logger().error({ err: error }, 'giving back a resource failed')
}

class RequestScope implements Scope {
  private readonly undos: Undo[] = []

  defer(undo: Undo): void {
    this.undos.push(undo)
  }

  close(): MaybePromise<void> {
    const undoing: Promise<unknown>[] = []
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      try {
        const done = undo.undo()
        if (isPromise(done)) undoing.push(done.catch(logFailure))
      } catch (error) {
        logFailure(error)
      }
    }
    if (undoing.length > 0) return Promise.all(undoing).then(() => undefined)
  }
}

/** A new, empty scope of one request. */
export function createScope(): Scope {
  return new RequestScope()
}
