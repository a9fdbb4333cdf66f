import { logger } from '../logger'
import { isPromise, type MaybePromise } from '../maybe-promise'

/** What a request must give back. */
export type Scope = {
  /** Registers an undo; call it on the line after the acquisition. */
  defer(undo: () => unknown): void
  /** Runs all undos in reverse order, once; one that fails is logged and doesn't stop the others. Waits only where one has to be waited for. */
  close(): MaybePromise<void>
}

function logFailure(error: unknown): void {
  logger().error({ err: error }, 'giving back a resource failed')
}

class RequestScope implements Scope {
  private readonly undos: (() => unknown)[] = []

  defer(undo: () => unknown): void {
    this.undos.push(undo)
  }

  close(): MaybePromise<void> {
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      try {
        const done = undo()
        if (isPromise(done)) return this.closeAfter(done)
      } catch (error) {
        logFailure(error)
      }
    }
  }

  private async closeAfter(undone: Promise<unknown>): Promise<void> {
    await undone.catch(logFailure)
    await this.close()
  }
}

/** A new, empty scope of one request. */
export function createScope(): Scope {
  return new RequestScope()
}
