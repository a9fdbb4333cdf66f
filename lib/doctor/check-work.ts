import { connectTo } from '../db/connect-to'
import type { Env } from '../env'
import { trialBalance } from '../ledger'
import { failed, ok, reasonOf, skipped, warning } from './finding'
import type { Finding } from './types'

const maxSilenceMs = 30_000
const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** How long a job may be silent, by the first fields of its cron: three turns and some, a day and two hours for daily ones. */
const patienceOf: readonly [pattern: RegExp, ms: number][] = [
  [/^\* /, 5 * minuteMs],
  [/^\*\/\d+ /, 35 * minuteMs],
  [/^\d+ \* /, 3 * hourMs],
  [/^\d+ \*\/\d+ /, 13 * hourMs],
]
const dailyPatienceMs = 26 * hourMs

type JobRow = { name: string; updated: Date; detail: Record<string, unknown> }

function patience(cron: unknown): number {
  const found = patienceOf.find(([pattern]) => typeof cron === 'string' && pattern.test(cron))
  return found?.[1] ?? dailyPatienceMs
}

function checkJobs(rows: readonly JobRow[], nowMs: number): Finding[] {
  const runJobs = 'Run a process with ROLE=all or ROLE=jobs, and look at its log.'
  if (rows.length === 0) return [failed('jobs', 'none has ever run', runJobs)]
  const late = rows.filter((row) => nowMs - row.updated.getTime() > patience(row.detail['cron']))
  const broken = rows.filter(({ detail }) => detail['ok'] === false)
  return [
    ...(late.length > 0 ? [failed('jobs', `late: ${late.map(({ name }) => name.slice(4)).join(', ')}`, runJobs)] : []),
    ...broken.map(({ name, detail }) =>
      failed(
        'jobs',
        `${name.slice(4)} failed: ${String(detail['error']).slice(0, 200)}`,
        'See the log of the jobs process.',
      ),
    ),
    ...(late.length + broken.length === 0 ? [ok('jobs', `${rows.length} jobs, all on time`)] : []),
  ]
}

function checkProcesses(alive: number, silent: number): Finding {
  if (alive === 0)
    return failed('processes', 'no gateway process is alive', 'Start the server: npm run up, or npm start.')
  return silent > 0
    ? warning(
        'processes',
        `${alive} alive, ${silent} gone without a goodbye`,
        'The sweeper settles what they left; look why they died.',
      )
    : ok('processes', `${alive} alive`)
}

/** What runs: processes and jobs by their heartbeats, and the ledger's invariants. */
export async function checkWork({ databaseUrl }: Env): Promise<Finding[]> {
  try {
    const client = await connectTo(databaseUrl, 'doctor')
    try {
      await client.query("SET statement_timeout = '30s'")
      const { rows: jobs } = await client.query<JobRow>(
        `SELECT name, updated_at AS updated, detail FROM job_watermarks WHERE name LIKE 'job:%' ORDER BY name`,
      )
      const { rows: processes } = await client.query<{ alive: number; silent: number; now: Date }>(
        `SELECT count(*) FILTER (WHERE heartbeat_at > now() - $1 * interval '1 ms' AND swept_at IS NULL)::int AS alive,
           count(*) FILTER (WHERE heartbeat_at <= now() - $1 * interval '1 ms' AND swept_at IS NULL
             AND admitted <> settled + voided)::int AS silent, now() AS now FROM gateway_processes`,
        [maxSilenceMs],
      )
      const { alive = 0, silent = 0, now = new Date() } = processes[0] ?? {}
      const { invariants } = await trialBalance(client)
      const broken = invariants.filter(({ holds }) => !holds)
      return [
        checkProcesses(alive, silent),
        ...checkJobs(jobs, now.getTime()),
        ...broken.map(({ name, detail }) =>
          failed(
            'ledger',
            `${name} does not hold: ${detail}`,
            'Open Admin → Ledger, reconcile, and look into it at once.',
          ),
        ),
        ...(broken.length === 0 ? [ok('ledger', `${invariants.length} invariants hold`)] : []),
      ]
    } finally {
      await client.end()
    }
  } catch (error) {
    return [skipped('processes', `could not be read: ${reasonOf(error)}`)]
  }
}
