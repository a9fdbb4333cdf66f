import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

type Options = {
  connectionString: string
  /** Default: prisma/migrations under the working directory. */
  directory?: string
  /** Applies nothing after the migration of this name. */
  through?: string
  log?: (line: string) => void
}

type Migration = { name: string; sql: string; checksum: string }
type AppliedRow = { migration_name: string; checksum: string; finished_at: Date | null; rolled_back_at: Date | null }

/** The advisory lock that Prisma's own tool takes, so that neither runs beside the other. */
const migrationLockId = 72_707_369
const lockTimeoutMs = 60_000
const connectTimeoutMs = 10_000

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

function readMigrations(directory: string): Migration[] {
  const names = fs.readdirSync(directory).filter((name) => fs.existsSync(path.join(directory, name, 'migration.sql')))
  return names.sort().map((name) => {
    const bytes = fs.readFileSync(path.join(directory, name, 'migration.sql'))
    return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') }
  })
}

async function takeLock(client: pg.Client): Promise<void> {
  const deadline = Date.now() + lockTimeoutMs
  for (;;) {
    const { rows } = await client.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [migrationLockId])
    if (rows[0]?.ok) return
    if (Date.now() > deadline) throw new Error('another process has been migrating this database for a minute')
    await sleep(100)
  }
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<AppliedRow>(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations',
  )
  const failed = rows.filter((row) => !row.finished_at && !row.rolled_back_at).map((row) => row.migration_name)
  if (failed.length > 0) {
    throw new Error(
      `the migration ${failed.join(', ')} failed before; mend the database, then: npx prisma migrate resolve --rolled-back ${failed[0]}`,
    )
  }
  const done = rows.filter((row) => row.finished_at && !row.rolled_back_at)
  return new Map(done.map((row) => [row.migration_name, row.checksum]))
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ])
  try {
    // Without parameters the whole file is one implicit transaction: it is applied as a whole or not at all.
    await client.query(migration.sql)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await client.query('ROLLBACK')
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason])
    throw new Error(`the migration ${migration.name} failed: ${reason}`, { cause: error })
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id])
}

/**
 * Brings a database up to this release and answers the names applied now; recorded as `prisma migrate deploy` does.
 * Safe to call from any number of processes at once: one works, the others wait and find nothing to do.
 */
export async function migrateDatabase({ connectionString, directory, log, through }: Options): Promise<string[]> {
  const all = readMigrations(path.resolve(directory ?? 'prisma/migrations'))
  const migrations = all.filter(({ name }) => through === undefined || name <= through)
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs })
  await client.connect()
  try {
    await takeLock(client)
    await client.query(createTable)
    const applied = await readApplied(client)
    const names: string[] = []
    for (const migration of migrations) {
      const checksum = applied.get(migration.name)
      if (checksum === undefined) {
        await apply(client, migration)
        names.push(migration.name)
        log?.(`applied migration ${migration.name}`)
      } else if (checksum !== migration.checksum) log?.(`migration ${migration.name} was edited after it was applied`)
    }
    return names
  } finally {
    await client.end()
  }
}
