import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { migrateDatabase } from '../../../prisma/migrate'
import { createTestDatabase } from '../../support/database'

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-migrations-'))
const name = `migrate_${process.pid}`
const url = new URL(inject('databaseAdminUrl'))
url.pathname = `/${name}`
const connectionString = url.href

async function run(sql: string, target = connectionString): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function write(migration: string, sql: string): void {
  fs.mkdirSync(path.join(directory, migration), { recursive: true })
  fs.writeFileSync(path.join(directory, migration, 'migration.sql'), sql)
}

beforeEach(async () => {
  fs.rmSync(directory, { recursive: true, force: true })
  fs.mkdirSync(directory)
  await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, inject('databaseAdminUrl'))
  await run(`CREATE DATABASE ${name}`, inject('databaseAdminUrl'))
})

afterAll(async () => {
  fs.rmSync(directory, { recursive: true, force: true })
  await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, inject('databaseAdminUrl'))
})

describe('migrations', () => {
  it('are applied in order, once, whoever asks at the same moment', async () => {
    write('0002_second', 'ALTER TABLE first ADD COLUMN b int')
    write('0001_first', 'CREATE TABLE first (a int)')
    const applied = await Promise.all(
      Array.from({ length: 5 }, async () => await migrateDatabase({ connectionString, directory })),
    )
    expect(applied.flat()).toEqual(['0001_first', '0002_second'])
    expect(await run('SELECT count(*)::int AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL')).toEqual([
      { n: 2 },
    ])
  })

  it('leave nothing of a file that fails, and say which one it was until it is mended', async () => {
    write('0001_first', 'CREATE TABLE first (a int); CREATE TABLE second (a nonsense)')
    await expect(migrateDatabase({ connectionString, directory })).rejects.toThrow(/0001_first.*nonsense/)
    expect(await run("SELECT to_regclass('first') AS first")).toEqual([{ first: null }])
    await expect(migrateDatabase({ connectionString, directory })).rejects.toThrow(/0001_first failed before/)
  })

  it('keep function bodies with semicolons whole', async () => {
    write('0001_f', 'CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;')
    await migrateDatabase({ connectionString, directory })
    expect(await run('SELECT two()')).toEqual([{ two: 2 }])
  })

  it('of this repository make an empty database whole', async () => {
    const database = await createTestDatabase()
    const names = fs.readdirSync('prisma/migrations').filter((each) => /^\d/.test(each))
    const rows = await run('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1', database.url)
    expect(rows.map((row) => row['name'])).toEqual(names.sort())
    await database.drop()
  })
})
