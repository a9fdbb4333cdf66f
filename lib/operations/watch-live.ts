import { AppError } from '../errors'
import { logger } from '../logger'
import { processState } from '../process-state'
import { readLive } from './read-live'
import type { LiveSnapshot } from './types'

type Watcher = (snapshot: LiveSnapshot) => void
type State = { watchers: Set<Watcher>; timer: NodeJS.Timeout | null; latest: LiveSnapshot | null }

const intervalMs = 1_000
const maxWatchers = 500

const state = () => processState<State>('operations.live', () => ({ watchers: new Set(), timer: null, latest: null }))

async function sample(): Promise<void> {
  const own = state()
  try {
    own.latest = await readLive()
    for (const watcher of own.watchers) watcher(own.latest)
  } catch (error) {
    // For display only: the watchers keep the last numbers, the next turn tries again.
    logger().warn({ error: String(error) }, 'live numbers could not be read')
  }
  if (own.watchers.size > 0) own.timer = setTimeout(sample, intervalMs)
  else own.timer = null
}

/**
 * Calls `watcher` with the installation's numbers about once a second until the returned function is called. However many
 * watch, this process reads the numbers once, and not at all when nobody does. Throws overloaded beyond 500 watchers.
 */
export function watchLive(watcher: Watcher): () => void {
  const own = state()
  if (own.watchers.size >= maxWatchers) throw new AppError('overloaded', 'Too many pages watch the live numbers.')
  own.watchers.add(watcher)
  if (own.latest && own.timer) watcher(own.latest)
  own.timer ??= setTimeout(sample, 0)
  return () => {
    own.watchers.delete(watcher)
  }
}
