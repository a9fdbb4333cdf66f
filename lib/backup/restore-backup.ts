import { once } from 'node:events'
import fs from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { migrateDatabase } from '../../prisma/migrate'
import { connectTo } from '../db/connect-to'
import { findDifferences, trialBalance } from '../ledger'
import { type Frame, readFrames } from './frames'
import { type BackupTable, listTables } from './list-tables'
import { prepareDatabase } from './prepare-database'
import { quoteName } from './quote-name'
import type { BackupHeader, BackupSummary } from './types'

export type RestoreBackupInput = {
  connectionString: string
  file: string
  /** prisma/migrations of this release. */
  migrationsDirectory: string
  onTable?: (name: string, rows: number) => void
}
export type RestoreResult = BackupSummary & { rows: number; header: BackupHeader; appliedMigrations: string[] }

type Filling = { table: BackupTable; copy: CopyStreamQuery; done: Promise<void> }

const readJson = <T>(frame: Frame): T => JSON.parse(frame.payload.toString('utf8')) as T

async function clear(client: pg.Client, header: BackupHeader): Promise<void> {
  // What migrations put in by themselves is in the backup too.
  for (const { name } of (await listTables(client)).reverse()) await client.query(`DELETE FROM ${quoteName(name)}`)
  for (const month of header.months) {
    const first = `${month.slice(0, 4)}-${month.slice(4)}-01T00:00:00Z`
    await client.query('SELECT ensure_partitions($1::timestamptz, 1)', [first])
  }
}

function beginTable(client: pg.Client, frame: Frame): Filling {
  const table = readJson<BackupTable>(frame)
  const columns = table.columns.map(quoteName).join(', ')
  const copy = client.query(copyFrom(`COPY ${quoteName(table.name)} (${columns}) FROM STDIN`))
  const done = finished(copy)
  // Looked at when the table ends; until then a failure must not count as unheard.
  done.catch(() => undefined)
  return { table, copy, done }
}

async function endTable({ table, copy, done }: Filling, frame: Frame): Promise<number> {
  copy.end()
  await done
  const { rows } = readJson<{ rows: number }>(frame)
  if (copy.rowCount !== rows) throw new Error(`${table.name} has ${copy.rowCount} rows, the backup says ${rows}.`)
  return rows
}

async function addRows({ copy, done }: Filling, payload: Buffer): Promise<void> {
  if (!copy.write(payload)) await Promise.race([once(copy, 'drain'), done])
}

async function setSequences(client: pg.Client, { sequences }: BackupHeader): Promise<void> {
  for (const { name, value } of sequences) {
    if (value !== null) await client.query('SELECT setval($1::regclass, $2::bigint)', [quoteName(name), value])
  }
}

/** Invariants that held in the backup hold here, and every balance is what its transfers say. */
async function assertBooks(client: pg.Client, backup: BackupSummary): Promise<void> {
  const { invariants } = await trialBalance(client)
  const broken = invariants.filter(
    ({ name, holds }) => !holds && backup.invariants.some((before) => before.name === name && before.holds),
  )
  if (broken.length > 0)
    throw new Error(`After restoring, ${broken.map(({ name }) => name).join(', ')} would not hold.`)
  const differences = await findDifferences(client)
  const wasWhole = backup.invariants.every(({ holds }) => holds)
  if (differences.length > 0 && wasWhole) {
    throw new Error(
      `Balances would differ from their transfers: ${differences.map(({ account }) => account).join(', ')}.`,
    )
  }
}

async function fill(
  client: pg.Client,
  header: BackupHeader,
  frames: AsyncGenerator<Frame>,
  onTable: (name: string, rows: number) => void,
): Promise<BackupSummary> {
  let filling: Filling | null = null
  for await (const frame of frames) {
    if (frame.type === 'T') filling = beginTable(client, frame)
    else if (frame.type === 'D' && filling) await addRows(filling, frame.payload)
    else if (frame.type === 'E' && filling) onTable(filling.table.name, await endTable(filling, frame))
    else if (frame.type === 'Z') {
      const summary = readJson<BackupSummary>(frame)
      await setSequences(client, header)
      await client.query('ANALYZE')
      await assertBooks(client, summary)
      return summary
    }
  }
  throw new Error('This is not a whole backup: it has no end.')
}

/**
 * Puts a backup into an empty database, in one transaction: all of it and checked (digest, row counts, the ledger's
 * invariants, every balance against its transfers), or nothing. A backup of an earlier release is then brought up to this
 * one. Open holds come along; the first server to start settles or voids them.
 */
export async function restoreBackup(input: RestoreBackupInput): Promise<RestoreResult> {
  const { connectionString, file, migrationsDirectory: directory } = input
  const source = fs.createReadStream(file)
  const unzipped = source.pipe(createGunzip())
  source.on('error', (error) => unzipped.destroy(error))
  const frames = readFrames(unzipped)
  const first = (await frames.next()).value
  if (first?.type !== 'H') throw new Error('This is not a whole backup: it has no header.')
  const header = readJson<BackupHeader>(first)
  await prepareDatabase(connectionString, directory, header)
  const client = await connectTo(connectionString, 'restore')
  try {
    await client.query('BEGIN')
    await clear(client, header)
    const summary = await fill(client, header, frames, input.onTable ?? (() => undefined))
    await client.query('COMMIT')
    const rows = Object.values(summary.tables).reduce((sum, each) => sum + each, 0)
    return { ...summary, rows, header, appliedMigrations: await migrateDatabase({ connectionString, directory }) }
  } finally {
    // Without a commit the server rolls back when the connection ends.
    await client.end()
    source.destroy()
  }
}
