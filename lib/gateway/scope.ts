import { logger } from '../logger'

/** What a request must give back. */
export type Scope = {
  /** Registers an undo; call it on the line after the acquisition. */
  defer(undo: () => unknown): void
  /** Runs all undos in reverse order, once; one that fails is logged and doesn't stop the others. */
  close(): Promise<void>
}

/** A new, empty scope of one request. */
export function createScope(): Scope {
  const undos: (() => unknown)[] = []
  return {
    defer: (undo) => {
      undos.push(undo)
    },
    close: async () => {
      for (let undo = undos.pop(); undo; undo = undos.pop()) {
        try {
          await undo()
        } catch (error) {
          logger().error({ err: error }, 'giving back a resource failed')
        }
      }
    },
  }
}
