import fs from 'node:fs'
import path from 'node:path'
import { connectTo } from '../db/connect-to'
import type { Sql } from '../db/pg'
import type { Env } from '../env'
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

type Versions = { table: string; version: number }

/** Versions of keys that stored rows were made with must be known, or they can't be read any more. */
async function checkKeyVersions(sql: Sql, { CREDENTIAL_KEY, KEY_PEPPER }: Env): Promise<Finding> {
  const ciphers = await sql.query<Versions>(
    `SELECT DISTINCT t AS table, substring(c from '^v([0-9]+):')::int AS version FROM (
       SELECT 'upstream accounts' AS t, credential_cipher AS c FROM upstream_accounts WHERE deleted_at IS NULL
       UNION ALL SELECT 'outbound proxies', proxy_cipher FROM upstream_accounts WHERE deleted_at IS NULL
       UNION ALL SELECT 'header overrides', value FROM upstream_accounts, jsonb_each_text(header_overrides)
         WHERE deleted_at IS NULL
       UNION ALL SELECT 'two-factor secrets', totp_cipher FROM users
       UNION ALL SELECT 'alert webhooks', webhook_secret_cipher FROM alert_rules) s WHERE c ~ '^v[0-9]+:'`,
  )
  const peppers = await sql.query<Versions>(
    `SELECT DISTINCT 'API keys' AS table, pepper_version AS version FROM api_keys WHERE revoked_at IS NULL
     UNION SELECT 'redeem codes', pepper_version FROM redeem_codes
       WHERE pepper_version IS NOT NULL AND disabled_at IS NULL AND redeemed < max_redemptions
         AND (expires_at IS NULL OR expires_at > now())`,
  )
  const lost = (rows: Versions[], known: readonly { version: number }[], name: string) =>
    rows
      .filter(({ version }) => !known.some((each) => each.version === version))
      .map(({ table, version }) => `${table} need ${name} v${version}`)
  const missing = [
    ...lost(ciphers.rows, CREDENTIAL_KEY, 'CREDENTIAL_KEY'),
    ...lost(peppers.rows, KEY_PEPPER, 'KEY_PEPPER'),
  ]
  if (missing.length > 0)
    return failed('key versions', missing.join(', '), 'Add the old version behind the new one: v2:…,v1:….')
  const newest = CREDENTIAL_KEY[0]?.version
  const old = ciphers.rows.filter(({ version }) => version !== newest)
  return old.length > 0
    ? warning(
        'key versions',
        `${old.map(({ table }) => table).join(', ')} are under an older CREDENTIAL_KEY`,
        'Run: turnpike credential rotate',
      )
    : ok('key versions', 'every stored secret can be read')
}

/** The database: reachable, new enough, durable, migrated, with partitions ahead and no row under a lost key. */
export async function checkDatabase(env: Env, migrations: string): Promise<Finding[]> {
  let client: Awaited<ReturnType<typeof connectTo>>
  try {
    client = await connectTo(env.databaseUrl, 'doctor')
  } catch (error) {
    const fix = env.isLocal ? 'Start it with: npm run up' : 'Check DATABASE_URL, the network and pg_hba.conf.'
    return [failed('database', `can't be reached: ${reasonOf(error)}`, fix)]
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
