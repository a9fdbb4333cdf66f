import { Session } from 'node:inspector'
import { getHeapStatistics } from 'node:v8'

const lookEveryMs = 5_000
const quietMs = 20_000
/** Less than this isn't worth the pause of about a tenth of a second. */
const worthBytes = 32 * 2 ** 20

/** What runs now, and how much was ever begun. */
export type Work = { readonly count: number; readonly begun: number }

/** What is in use can't be told: it counts what the next collection would free. */
const heldBytes = () => getHeapStatistics().total_physical_size

function trim(done: () => void): void {
  const session = new Session()
  session.connect()
  session.post('HeapProfiler.collectGarbage', () =>
    // Ended after its answer, and not within it: the process hangs otherwise.
    setImmediate(() => {
      session.disconnect()
      done()
    }),
  )
}

/**
 * Gives the memory that the heap grew by under load back to the system, once nothing has run for 20 s: V8 keeps what new
 * objects were made in, 100 MB and more, for as long as the process lives. Never while anything runs, and not again
 * before the heap has grown.
 */
export function trimHeapAtRest(work: () => Work): void {
  let begun = 0
  let quietSince = Date.now()
  let leftBytes = 0
  const look = () => {
    const now = work()
    if (now.count > 0 || now.begun !== begun) {
      begun = now.begun
      quietSince = Date.now()
    } else if (Date.now() - quietSince >= quietMs && heldBytes() - leftBytes > worthBytes) {
      trim(() => {
        leftBytes = heldBytes()
      })
    }
  }
  setInterval(look, lookEveryMs).unref()
}
