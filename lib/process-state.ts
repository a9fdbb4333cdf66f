const root = Symbol.for('turnpike')

type Registry = Map<string, unknown>

function registry(): Registry {
  const holder = globalThis as { [root]?: Registry }
  holder[root] ??= new Map()
  return holder[root]
}

// The one map of the process, which every instance of this module finds and keeps.
const values = registry()

/**
 * Returns the one value called `name` of this operating-system process, creating it on first use.
 * Next.js loads a module up to four times in one process (server, route handlers, pages, proxy), so a module-level
 * variable isn't one per process; whatever must be (pools, caches, batchers, the memory slot store) lives here.
 */
export function processState<T>(name: string, create: () => T): T {
  const known = values.get(name)
  if (known !== undefined) return known as T
  if (!values.has(name)) values.set(name, create())
  return values.get(name) as T
}

/** Forgets the value called `name`, so that the next `processState` call creates it anew (tests and clean stops). */
export function dropProcessState(name: string): void {
  values.delete(name)
}
