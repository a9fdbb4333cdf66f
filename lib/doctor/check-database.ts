import fs from 'node:fs'
import path from 'node:path'
import { connectTo } from '../db/connect-to'
import type { Sql } from '../db/pg'
import type { Env } from '../env'
import { checkKeyVersions } from './check-key-versions'
import { failed, ok, reasonOf, warning } from './finding'
import type { Finding } from './types'

const minVersion = 140_000
const maxSkewMs = 1_000

async function checkServer(sql: Sql): Promise<Finding[]> {
  const begun = performance.now()
  const { rows } = await sql.query<{ version: number; text: string; now: Date; free: number; fsync: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text,
       clock_timestamp() AS now, current_setting('fsync') AS fsync,
       (current_setting('max_connections')::int - (SELECT count(*) FROM pg_stat_activity))::int AS free`,
  )
  const tookMs = performance.now() - begun
  const row = rows[0]
  if (!row) return []
  const skewMs = Math.round(row.now.getTime() - (Date.now() - tookMs / 2))
  return [
    row.version < minVersion
      ? failed('database', `PostgreSQL ${row.text} is too old`, 'Use PostgreSQL 14 or later.')
      : ok('database', `PostgreSQL ${row.text}, answers in ${tookMs.toFixed(1)} ms, ${row.free} connections free`),
    Math.abs(skewMs) > maxSkewMs
      ? failed('clock', `the database's clock differs by ${skewMs} ms`, 'Run NTP (chrony, timesyncd) on both machines.')
      : ok('clock', `the database's clock differs by ${skewMs} ms`),
    ...(row.fsync === 'off'
      ? [failed('durability', 'fsync is off: a crash of the machine can lose money', 'Set fsync = on.')]
      : []),
  ]
}

async function checkMigrations(sql: Sql, directory: string): Promise<Finding> {
  const wanted = fs.readdirSync(directory).filter((name) => fs.existsSync(path.join(directory, name, 'migration.sql')))
  const { rows } = await sql.query<{ name: string; done: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const broken = rows.filter(({ done }) => !done).map(({ name }) => name)
  const missing = wanted.filter((name) => !rows.some((row) => row.name === name))
  const unknown = rows.filter(({ name }) => !wanted.includes(name)).map(({ name }) => name)
  if (broken.length > 0)
    return failed(
      'migrations',
      `${broken.join(', ')} broke off`,
      'See its log in _prisma_migrations, mend, then start the server.',
    )
  if (missing.length > 0)
    return failed('migrations', `${missing.join(', ')} not applied`, 'Start the server once: it migrates first.')
  if (unknown.length > 0)
    return failed(
      'migrations',
      `${unknown.join(', ')} are of a newer release`,
      'Run that release against this database.',
    )
  return ok('migrations', `all ${wanted.length} applied`)
}

async function checkPartitions(sql: Sql): Promise<Finding> {
  const { rows } = await sql.query<{ ahead: boolean; strays: number }>(
    `SELECT to_regclass('usage_records_' || to_char((now() AT TIME ZONE 'UTC') + interval '1 month', 'YYYYMM')) IS NOT NULL AS ahead,
       (SELECT count(*)::int FROM usage_records_default) AS strays`,
  )
  const { ahead = false, strays = 0 } = rows[0] ?? {}
  if (!ahead)
    return failed('partitions', 'next month has no partition yet', 'Run a process with ROLE=all or ROLE=jobs.')
  return strays > 0
    ? warning(
        'partitions',
        `${strays} records lie in the default partition`,
        'The next run of the job partitions-ahead moves them.',
      )
    : ok('partitions', 'made ahead')
}

/** What to do about a connection that PostgreSQL, or nobody, answered: by its SQLSTATE. */
function fixOfConnection(env: Env, error: unknown): string {
  if (env.isLocal) return 'Start it with: npm run up'
  const code: unknown = Object(error).code
  if (code === '28P01' || code === '28000') return 'Put the right user and password into DATABASE_URL.'
  if (code === '3D000') return 'Create it (createdb), or name another one in DATABASE_URL.'
  if (code === '53300') return 'Raise max_connections, or run fewer processes: docs/sizing.md.'
  return 'Start PostgreSQL; check DATABASE_URL, the network and pg_hba.conf.'
}

/** The database: reachable, new enough, durable, migrated, with partitions ahead and no row under a lost key. */
export async function checkDatabase(env: Env, migrations: string): Promise<Finding[]> {
  let client: Awaited<ReturnType<typeof connectTo>>
  try {
    client = await connectTo(env.databaseUrl, 'doctor')
  } catch (error) {
    return [failed('database', `can't be reached: ${reasonOf(error)}`, fixOfConnection(env, error))]
  }
  try {
    await client.query("SET statement_timeout = '15s'")
    const findings = await checkServer(client)
    const migrated = await checkMigrations(client, migrations)
    if (migrated.level !== 'ok') return [...findings, migrated]
    return [...findings, migrated, await checkPartitions(client), await checkKeyVersions(client, env)]
  } catch (error) {
    return [failed('database', reasonOf(error), 'Start the server once: it migrates first.')]
  } finally {
    await client.end()
  }
}
