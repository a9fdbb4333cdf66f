import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookEveryMs = 5_000
const quietMs = 20_000
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

/**
 * Gives the memory that the heap grew by under load back to the system, once nothing has run for 20 s: V8 keeps what new
 * objects were made in, 100 MB and more, for as long as the process lives. Never while anything runs, and not again
 * before the heap has grown.
 */
export function trimHeapAtRest(work: () => Work): void {
  // What dies young in a quiet hour would be made among the old ones in the next busy one, and keep others alive there.
  setFlagsFromString('--no-allocation-site-pretenuring')
  const collect = makeCollector()
  let begun = 0
  let quietSince = Date.now()
  let leftBytes = 0
  let hasCollected = false
  const look = () => {
    const now = work()
    if (now.count > 0 || now.begun !== begun) {
      begun = now.begun
      quietSince = Date.now()
      if (hasCollected) leftBytes = 0
      hasCollected = false
    } else if (hasCollected) {
      // Pages are given back some time after their collection.
      leftBytes = heldBytes()
      hasCollected = false
    } else if (Date.now() - quietSince >= quietMs && heldBytes() - leftBytes > worthBytes) {
      collect()
      hasCollected = true
    }
  }
  setInterval(look, lookEveryMs).unref()
}
