import PgBoss from 'pg-boss'
import { env } from '../env'
import { logger } from '../logger'
import { dropProcessState, processState } from '../process-state'
import { alertJob, startAlerting, stopAlerting } from './alert-loop'
import { jobTable } from './job-table'
import { noteSchedules, runJob } from './run-job'
import { startSweeping, stopSweeping } from './sweep-loop'
import type { Job } from './types'

const maxConnections = 3
const stopTimeoutMs = 20_000
const maxRunSeconds = 45 * 60
const pollSeconds = 5

type State = { boss: PgBoss | null; starting: Promise<void> | null }

function state(): State {
  return processState('jobs', (): State => ({ boss: null, starting: null }))
}

async function addJob(boss: PgBoss, job: Job): Promise<void> {
  // One at a time over all processes; a run that was cut off is not repeated but left to the next time.
  await boss.createQueue(job.name, {
    name: job.name,
    policy: 'stately',
    retryLimit: 0,
    expireInSeconds: maxRunSeconds,
  })
  await boss.work(job.name, { pollingIntervalSeconds: pollSeconds }, async () => await runJob(job))
  await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' })
}

async function start(own: State): Promise<void> {
  const boss = new PgBoss({
    ...{ connectionString: env().databaseUrl, application_name: 'turnpike:jobs', max: maxConnections },
    ...{ archiveCompletedAfterSeconds: 3_600, deleteAfterDays: 3 },
  })
  // It reconnects by itself; unheard, the event would end the process.
  boss.on('error', (error) => logger().warn({ err: error }, 'the job queue lost its database'))
  await boss.start()
  for (const job of jobTable) await addJob(boss, job)
  await noteSchedules([...jobTable, alertJob])
  own.boss = boss
}

/** Starts the periodic jobs in this process; each runs once over all processes that started them. Call it after listening. */
export async function startJobs(): Promise<void> {
  const own = state()
  own.starting ??= start(own)
  startSweeping()
  startAlerting()
  await own.starting
}

/** Lets running jobs end (20 s at most) and stops. */
export async function stopJobs(): Promise<void> {
  const own = state()
  stopSweeping()
  await stopAlerting()
  // A start that failed has left nothing to stop.
  await own.starting?.catch(() => undefined)
  await own.boss?.stop({ graceful: true, wait: true, timeout: stopTimeoutMs })
  dropProcessState('jobs')
}
