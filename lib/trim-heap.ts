import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookEveryMs = 5_000
/** Less than this isn't worth the pause of about a tenth of a second. */
const worthBytes = 32 * 2 ** 20

/** What runs now, and how much was ever begun. */
export type Work = { readonly count: number; readonly begun: number }

/** What is in use can't be told: it counts what the next collection would free. */
const heldBytes = () => getHeapStatistics().total_physical_size

/**
 * A plain full collection. The inspector's, and the one V8 makes by itself when little happens (--no-memory-reducer), also
 * forget the shapes that no object has at the moment: after such a rest 400 functions were optimised anew.
 */
function makeCollector(): () => void {
  setFlagsFromString('--retain-maps-for-n-gc=1000')
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  return typeof collect === 'function' ? () => void collect() : () => undefined
}

/** From the quiet's begin: at first, and once connections that nobody used have been closed. */
const trimAfterMs = [20_000, 35_000] as const

/**
 * Gives the memory that the heap grew by under load back to the system, once nothing has run for 20 s, and once more after
 * 35 s: V8 keeps what new objects were made in, 100 MB and more, for as long as the process lives. Never while anything
 * runs, and not again before the heap has grown.
 */
export function trimHeapAtRest(work: () => Work, collect: () => void = makeCollector()): void {
  // What dies young in a quiet hour would be made among the old ones in the next busy one, and keep others alive there.
  setFlagsFromString('--no-allocation-site-pretenuring')
  let begun = 0
  let quietSince = Date.now()
  let leftBytes = 0
  /** How often the heap was trimmed in this quiet; null = it isn't worth it. */
  let trims: number | null = 0
  const look = () => {
    const now = work()
    if (now.count > 0 || now.begun !== begun) {
      begun = now.begun
      quietSince = Date.now()
      trims = 0
      return
    }
    if (trims === null || Date.now() - quietSince < (trimAfterMs[trims] ?? Number.POSITIVE_INFINITY)) {
      // Pages are given back some time after their collection.
      if (trims === trimAfterMs.length) leftBytes = heldBytes()
      return
    }
    if (trims === 0 && heldBytes() - leftBytes <= worthBytes) trims = null
    else {
      collect()
      trims += 1
    }
  }
  setInterval(look, lookEveryMs).unref()
}
