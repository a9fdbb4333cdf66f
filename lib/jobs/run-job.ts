import { pool } from '../db/pg'
import { logger } from '../logger'
import type { Job } from './types'

const upsert = `
  INSERT INTO job_watermarks (name, reached_at, updated_at, detail) VALUES ($1, now(), now(), $2)
  ON CONFLICT (name) DO UPDATE SET reached_at = now(), updated_at = now(), detail = excluded.detail`

function shown(outcome: unknown): unknown {
  return typeof outcome === 'bigint' ? outcome.toString() : (outcome ?? null)
}

/** Runs a job once and keeps its outcome as `job:<name>` for the System page; throws what the job throws. */
export async function runJob(job: Job): Promise<void> {
  const startedMs = Date.now()
  const keep = async (detail: Record<string, unknown>): Promise<void> => {
    // The schedule goes along: who watches for late jobs reads it here.
    const text = JSON.stringify({ ...detail, cron: job.cron, durationMs: Date.now() - startedMs })
    await pool().query(upsert, [`job:${job.name}`, text])
  }
  try {
    await keep({ ok: true, outcome: shown(await job.run()) })
  } catch (error) {
    logger().error({ err: error, job: job.name }, 'a job failed')
    // The job's own error is the one to report; that it could not be noted either follows from it.
    await keep({ ok: false, error: error instanceof Error ? error.message : String(error) }).catch(() => undefined)
    throw error
  }
}

/** Notes which jobs are scheduled from now on, so that one that never runs is late too and one that is no more isn't. */
export async function noteSchedules(jobs: readonly Job[]): Promise<void> {
  const names = jobs.map((job) => `job:${job.name}`)
  await pool().query(
    `INSERT INTO job_watermarks (name, reached_at, updated_at, detail)
     SELECT j.name, now(), now(), jsonb_build_object('cron', j.cron) FROM unnest($1::text[], $2::text[]) AS j(name, cron)
     ON CONFLICT (name) DO NOTHING`,
    [names, jobs.map((job) => job.cron)],
  )
  await pool().query("DELETE FROM job_watermarks WHERE name LIKE 'job:%' AND name <> ALL ($1)", [names])
}
