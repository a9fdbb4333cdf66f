import { replayJournals, sweepHolds } from '../ledger'
import { logger } from '../logger'
import { processState } from '../process-state'
import { settings } from '../settings'

const everyMs = 5_000

type Loop = { timer: NodeJS.Timeout | null; running: boolean }

function loop(): Loop {
  return processState('jobs.sweeper', (): Loop => ({ timer: null, running: false }))
}

async function sweepOnce(own: Loop): Promise<void> {
  if (own.running) return
  own.running = true
  try {
    await replayJournals()
    await sweepHolds({ leaseSeconds: settings().processLeaseMs / 1_000 })
  } catch (error) {
    logger().warn({ err: error }, 'holds of ended processes could not be swept; tried again in 5 s')
  } finally {
    own.running = false
  }
}

/** Looks every 5 s for holds and journals of ended processes: too often for cron. Any number of processes may do it. */
export function startSweeping(): void {
  const own = loop()
  own.timer ??= setInterval(() => void sweepOnce(own), everyMs)
  own.timer.unref()
}

/** Stops looking. */
export function stopSweeping(): void {
  const own = loop()
  if (own.timer) clearInterval(own.timer)
  own.timer = null
}
