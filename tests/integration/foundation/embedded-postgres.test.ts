import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../../dev/embedded-postgres'

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-embedded-'))
const options = { directory, database: 'turnpike' }

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

afterAll(async () => {
  const server = await startEmbeddedPostgres(options)
  await server.stop()
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('the embedded PostgreSQL', () => {
  it('is created once, then joined, and refuses a wrong password', async () => {
    const created = await startEmbeddedPostgres(options)
    expect(created.state).toBe('created')
    const joined = await startEmbeddedPostgres(options)
    expect(joined).toMatchObject({ state: 'joined', port: created.port, pid: created.pid })
    await expect(query(created.url().replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/)
  })

  it('keeps committed rows through kill -9', async () => {
    const before = await startEmbeddedPostgres(options)
    await query(before.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill(before.pid, 'SIGKILL')
    const after = await startEmbeddedPostgres(options)
    expect(after.pid).not.toBe(before.pid)
    expect(await query(after.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('starts although a pid file names a process that is another program now', async () => {
    const before = await startEmbeddedPostgres(options)
    await before.stop()
    const pidFile = path.join(directory, 'data', 'postmaster.pid')
    fs.writeFileSync(pidFile, `${process.pid}\n${directory}/data\n1\n${before.port}\n\n127.0.0.1\n\nready\n`)
    const after = await startEmbeddedPostgres(options)
    expect(after.state).toBe('started')
    expect(await query(after.url(), 'SELECT lower($$ÄÖ$$) AS lower')).toEqual([{ lower: 'äö' }])
  })

  it('keeps its password and its data to its owner', () => {
    expect(fs.statSync(path.join(directory, 'password')).mode & 0o777).toBe(0o600)
    expect(fs.statSync(path.join(directory, 'data')).mode & 0o777).toBe(0o700)
  })
})
