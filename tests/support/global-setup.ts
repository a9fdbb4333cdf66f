import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../dev/embedded-postgres'
import { migrateDatabase } from '../../prisma/migrate'
import { templateDatabase, testFolderPrefix } from './provided-context'

const maxConnections = 300

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A run that was killed leaves its server behind: its folder names an owner that no longer lives. */
async function removeAbandoned(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir()).filter((each) => each.startsWith(testFolderPrefix))) {
    const owner = Number(name.slice(testFolderPrefix.length).split('-')[0])
    if (!owner || isAlive(owner)) continue
    const directory = path.join(os.tmpdir(), name)
    const pidFile = path.join(directory, 'data', 'postmaster.pid')
    if (fs.existsSync(pidFile)) {
      const abandoned = await startEmbeddedPostgres({ directory, database: 'postgres', durable: false })
      await abandoned.stop()
    }
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

async function start(directory: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, database: templateDatabase, durable: false, maxConnections })
  await migrateDatabase({ connectionString: server.url() })
  return server
}

/** Starts a PostgreSQL for one run of a suite, with a migrated template database; stops and removes it at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // A folder that another run removes at the same moment is not ours to fail for.
  await removeAbandoned().catch(() => undefined)
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-`))
  const server = await start(directory)
  project.provide('databaseAdminUrl', server.url('postgres'))
  return async () => {
    await server.stop()
    fs.rmSync(directory, { recursive: true, force: true })
  }
}
