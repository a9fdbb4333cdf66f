import { Session } from 'node:inspector'
import { getHeapStatistics } from 'node:v8'

const lookEveryMs = 5_000
const quietMs = 20_000
/** Less than this isn't worth the pause of about a tenth of a second. */
const worthBytes = 32 * 2 ** 20

/** What runs now, and how much was ever begun. */
export type Work = { readonly count: number; readonly begun: number }

function spareBytes(): number {
  const { total_physical_size: held, used_heap_size: used } = getHeapStatistics()
  return held - used
}

function trim(): void {
  const session = new Session()
  session.connect()
  // Ended after its answer, and not within it: the process hangs otherwise.
  session.post('HeapProfiler.collectGarbage')
  setImmediate(() => session.disconnect())
}

/**
 * Gives the memory that the heap grew by under load back to the system, once nothing has run for 20 s: V8 keeps what new
 * objects were made in, 100 MB and more, for as long as the process lives. Never while anything runs.
 */
export function trimHeapAtRest(work: () => Work): void {
  let begun = 0
  let quietSince = Date.now()
  let isTrimmed = false
  const look = () => {
    const now = work()
    if (now.count > 0 || now.begun !== begun) {
      begun = now.begun
      quietSince = Date.now()
      isTrimmed = false
    } else if (!isTrimmed && Date.now() - quietSince >= quietMs && spareBytes() > worthBytes) {
      isTrimmed = true
      trim()
    }
  }
  setInterval(look, lookEveryMs).unref()
}
