import { migrateDatabase } from '../../prisma/migrate'
import { connectTo } from '../db/connect-to'
import type { Sql } from '../db/pg'
import { quoteName } from './quote-name'
import type { BackupHeader } from './types'

/** Rows in any of these mean that someone uses the database already. */
const ownedTables = ['users', 'api_keys', 'wallets', 'transfers', 'usage_records', 'upstream_accounts', 'holds']

async function appliedMigrations(sql: Sql): Promise<string[]> {
  const { rows: found } = await sql.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  )
  if (!found[0]?.there) return []
  const { rows } = await sql.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  )
  return rows.map(({ name }) => name)
}

async function assertEmpty(sql: Sql): Promise<void> {
  for (const table of ownedTables) {
    const { rows } = await sql.query<{ used: boolean }>(`SELECT EXISTS (SELECT FROM ${quoteName(table)}) AS used`)
    if (rows[0]?.used) {
      throw new Error(`The database is not empty (${table} has rows). A backup is restored only into an empty one.`)
    }
  }
}

function assertSame(applied: readonly string[], wanted: readonly string[]): void {
  const more = applied.filter((name) => !wanted.includes(name))
  const fewer = wanted.filter((name) => !applied.includes(name))
  if (more.length > 0)
    throw new Error(
      `The database is newer than the backup (${more.join(', ')}). Restore into a database without tables.`,
    )
  if (fewer.length > 0) {
    throw new Error(`The backup is of a newer release (${fewer.join(', ')}). Restore it with that release.`)
  }
}

/** Brings a database without tables up to the backup's own migrations, and refuses one that is used or of another release. */
export async function prepareDatabase(
  connectionString: string,
  directory: string,
  header: BackupHeader,
): Promise<void> {
  const client = await connectTo(connectionString, 'restore')
  try {
    if ((await appliedMigrations(client)).length === 0) {
      const through = header.migrations.at(-1)
      await migrateDatabase({ connectionString, directory, ...(through === undefined ? {} : { through }) })
    }
    assertSame(await appliedMigrations(client), header.migrations)
    await assertEmpty(client)
  } finally {
    await client.end()
  }
}
