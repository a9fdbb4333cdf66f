import { deliverAlerts, evaluateAlerts } from '../alerts'
import { type Clock, systemClock } from '../clock'
import { logger } from '../logger'
import { processState } from '../process-state'
import { runJob } from './run-job'
import type { Job } from './types'

const everyMs = 20_000

type Loop = { timer: NodeJS.Timeout | null; running: Promise<void> | null }

function loop(): Loop {
  return processState('jobs.alerts', (): Loop => ({ timer: null, running: null }))
}

/** One look at every rule that is due, then the messages that are: what it answers is shown on the System page. */
export async function lookAtAlerts(clock: Clock = systemClock): Promise<unknown> {
  const looked = await evaluateAlerts({ nowMs: clock.now() })
  return { ...looked, ...(await deliverAlerts(clock.now())) }
}

/** As the System page lists it; its own timer is quicker than its cron says. */
export const alertJob: Job = { name: 'alerts', cron: '* * * * *', run: async () => await lookAtAlerts() }

async function turn(own: Loop): Promise<void> {
  try {
    await runJob(alertJob)
  } catch (error) {
    logger().warn({ err: error }, 'alerts could not be looked at; tried again in 20 s')
  } finally {
    own.running = null
  }
}

/** Looks at the alert rules every 20 s: too often for cron. Any number of processes may do it; each rule is one's turn. */
export function startAlerting(): void {
  const own = loop()
  const next = () => {
    own.running ??= turn(own)
  }
  own.timer ??= setInterval(next, everyMs)
  own.timer.unref()
}

/** Stops looking; a look that is under way ends first. */
export async function stopAlerting(): Promise<void> {
  const own = loop()
  if (own.timer) clearInterval(own.timer)
  own.timer = null
  await own.running
}
