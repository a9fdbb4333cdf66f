import { afterAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { jobTable, runJob, startJobs, stopJobs } from '@/lib/jobs'
import { settleRequest } from '@/lib/ledger'
import { createCustomer, heldRequest, ledgerForFile, settleInput } from './fixtures'

const own = ledgerForFile()

afterAll(async () => {
  await stopJobs()
  await closePrisma()
})

it('every job runs, twice, and says how it went', async () => {
  const customer = await createCustomer({ balance: 1 })
  await settleRequest(settleInput(own.processId, heldRequest(customer), 0.1))
  for (const job of [...jobTable, ...jobTable]) await runJob(job)
  const { rows } = await pool().query<{ name: string; ok: boolean }>(
    `SELECT name, (detail ->> 'ok')::boolean AS ok FROM job_watermarks WHERE name LIKE 'job:%' ORDER BY name`,
  )
  expect(rows).toEqual(
    jobTable.map(({ name }) => ({ name: `job:${name}`, ok: true })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
})

it('a failing job is noted and fails', async () => {
  const job = { name: 'broken', cron: '0 0 1 1 *', run: () => Promise.reject(new Error('out of paper')) }
  await expect(runJob(job)).rejects.toThrow('out of paper')
  const { rows } = await pool().query(`SELECT detail FROM job_watermarks WHERE name = 'job:broken'`)
  expect(rows).toMatchObject([{ detail: { ok: false, error: 'out of paper' } }])
})

it('the queue starts, schedules every job, works what is due and stops', async () => {
  const startedMs = Date.now()
  await startJobs()
  const { rows } = await pool().query<{ name: string }>('SELECT name FROM pgboss.schedule ORDER BY name')
  expect(rows.map((row) => row.name)).toEqual(jobTable.map((job) => job.name).sort())
  await pool().query(`UPDATE job_watermarks SET updated_at = 'epoch'`)
  await pool().query(
    `INSERT INTO pgboss.job (name, policy) SELECT name, policy FROM pgboss.queue WHERE name = 'partitions-ahead'`,
  )
  const ran = async () => {
    const done = await pool().query(
      `SELECT 1 FROM job_watermarks WHERE name = 'job:partitions-ahead' AND updated_at > 'epoch'`,
    )
    return done.rows.length
  }
  await expect.poll(ran, { timeout: 20_000, interval: 200 }).toBe(1)
  process.stdout.write(`jobs ran after ${Date.now() - startedMs} ms\n`)
  await stopJobs()
})
