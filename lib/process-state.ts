const root = Symbol.for('turnpike.state')

type Box = { value: unknown }
type Registry = Map<string, Box>

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
  const box = boxOf(name)
  if (box.value === undefined) box.value = create()
  return box.value as T
}

/** The same as a function of its own: what every call of the gateway asks for several times isn't looked up by its name. */
export function shared<T, A = void>(name: string, create: (from: A) => T): (from: A) => T {
  const box = boxOf(name)
  return (from) => {
    if (box.value === undefined) box.value = create(from)
    return box.value as T
  }
}

function boxOf(name: string): Box {
  let box = values.get(name)
  if (box === undefined) {
    box = { value: undefined }
    values.set(name, box)
  }
  return box
}

/** Forgets the value called `name`, so that the next `processState` call creates it anew (tests and clean stops). */
export function dropProcessState(name: string): void {
  boxOf(name).value = undefined
}
