import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../dev/embedded-postgres'
import { migrateDatabase } from '../../../prisma/migrate'
import { testFolderPrefix } from '../../support/provided-context'

const goneTimeoutMs = 30_000

/** A durable PostgreSQL of one's own, which can be stopped, crashed and started again at the same address. */
export type OwnPostgres = {
  url: string
  /** A fast shutdown: connections are thrown out, what was committed is kept. */
  stop(): Promise<void>
  /** As a power cut for the database: no checkpoint, recovery at the next start. */
  crash(): Promise<void>
  start(): Promise<void>
  rows<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  remove(): Promise<void>
}

async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + goneTimeoutMs
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    if (Date.now() > deadline) throw new Error('PostgreSQL did not end')
    await sleep(20)
  }
}

/** Starts one in a folder of its own, migrated and empty. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-own-`))
  const start = async (preferredPort?: number) =>
    await startEmbeddedPostgres({
      ...{ directory, database: 'turnpike', maxConnections: 100 },
      ...(preferredPort ? { preferredPort } : {}),
    })
  let running = await start()
  const { port } = running
  const url = running.url()
  await migrateDatabase({ connectionString: url })
  return {
    url,
    stop: async () => await running.stop(),
    crash: async () => {
      process.kill(running.pid, 'SIGQUIT')
      await untilGone(running.pid)
    },
    start: async () => {
      running = await start(port)
      if (running.port !== port) throw new Error(`the port ${port} was taken meanwhile`)
    },
    rows: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query<Row>(sql, values)).rows
      } finally {
        await client.end()
      }
    },
    remove: async () => {
      await running.stop()
      fs.rmSync(directory, { recursive: true, force: true })
    },
  }
}
