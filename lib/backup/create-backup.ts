import fs from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { version } from '../../package.json'
import { connectTo } from '../db/connect-to'
import { trialBalance } from '../ledger'
import { createFrameWriter, type FrameWriter } from './frames'
import { type BackupTable, listTables } from './list-tables'
import { quoteName } from './quote-name'
import type { BackupHeader, BackupResult } from './types'

const gzipLevel = 4

async function readHeader(client: pg.Client): Promise<BackupHeader> {
  const migrations = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  )
  const months = await client.query<{ month: string }>(
    `SELECT DISTINCT right(relname, 6) AS month FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relispartition AND relname ~ '_[0-9]{6}$' ORDER BY 1`,
  )
  const sequences = await client.query<{ name: string; value: string | null }>(
    'SELECT sequencename AS name, last_value::text AS value FROM pg_sequences WHERE schemaname = current_schema()',
  )
  return {
    ...{ format: 1, version, createdAt: new Date().toISOString(), migrations: migrations.rows.map(({ name }) => name) },
    ...{ months: months.rows.map(({ month }) => month), sequences: sequences.rows },
  }
}

async function writeTable(client: pg.Client, table: BackupTable, frames: FrameWriter): Promise<number> {
  await frames.write('T', table)
  const columns = table.columns.map(quoteName).join(', ')
  // A query, as COPY itself doesn't read the partitions of a table.
  const rows = client.query(copyTo(`COPY (SELECT ${columns} FROM ${quoteName(table.name)}) TO STDOUT`))
  for await (const chunk of rows) await frames.write('D', Buffer.from(chunk))
  await frames.write('E', { rows: rows.rowCount })
  return rows.rowCount
}

async function writeAll(client: pg.Client, frames: FrameWriter, onTable: (name: string, rows: number) => void) {
  await frames.write('H', await readHeader(client))
  const tables: Record<string, number> = {}
  for (const table of await listTables(client)) {
    tables[table.name] = await writeTable(client, table, frames)
    onTable(table.name, tables[table.name] ?? 0)
  }
  const { invariants } = await trialBalance(client)
  await frames.end({ tables, invariants })
  return { tables, invariants }
}

export type CreateBackupInput = {
  connectionString: string
  file: string
  onTable?: (name: string, rows: number) => void
}

/**
 * Writes everything the product keeps into one file, as it was at one instant (one repeatable-read snapshot, while the
 * server runs on). Needs no tool of PostgreSQL's. The file appears under its name only when it is whole; an existing one
 * is never overwritten. Secrets in it are as the database holds them: hashed or encrypted.
 */
export async function createBackup({ connectionString, file, onTable }: CreateBackupInput): Promise<BackupResult> {
  if (fs.existsSync(file)) throw new Error(`${file} exists already; a backup overwrites nothing.`)
  const partial = `${file}.part`
  const client = await connectTo(connectionString, 'backup')
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const gzip = createGzip({ level: gzipLevel })
    const output = gzip.pipe(fs.createWriteStream(partial, { mode: 0o600 }))
    const summary = await writeAll(client, createFrameWriter(gzip), onTable ?? (() => undefined))
    gzip.end()
    await finished(output)
    fs.renameSync(partial, file)
    const rows = Object.values(summary.tables).reduce((sum, each) => sum + each, 0)
    return { ...summary, rows, bytes: fs.statSync(file).size, file }
  } finally {
    await client.end()
    fs.rmSync(partial, { force: true })
  }
}
