import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createBackup, restoreBackup } from '@/lib/backup'
import { connectTo } from '@/lib/db/connect-to'
import { pool } from '@/lib/db/pg'
import { env } from '@/lib/env'
import { findDifferences, grantPromotion, settleRequest, trialBalance } from '@/lib/ledger'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { createCustomer, hold, ledgerForFile, settleInput, subscribe, usd } from '../ledger/fixtures'

const own = ledgerForFile()
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-backup-'))
const migrationsDirectory = 'prisma/migrations'
const file = path.join(directory, 'whole.backup')
const made: TestDatabase[] = []
const bare: string[] = []

/** A migrated database that nobody has used. */
async function migrated(): Promise<string> {
  const database = await createTestDatabase()
  made.push(database)
  return database.url
}

/** A database without a single table, as an operator creates it. */
async function withoutTables(): Promise<string> {
  const name = `test_bare_${randomBytes(6).toString('hex')}`
  await asAdmin(`CREATE DATABASE ${name}`)
  bare.push(name)
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = `/${name}`
  return url.href
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseAdminUrl') })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function inside<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectTo(url, 'test')
  return await work(client).finally(() => client.end())
}

/** Every table with a digest of its rows. */
async function contentsOf(url: string): Promise<Record<string, string>> {
  return await inside(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT relispartition AND relname <> '_prisma_migrations' ORDER BY 1`,
    )
    const contents: Record<string, string> = {}
    for (const { name } of rows) {
      // This process goes on giving signs of life while one compares.
      const line = name === 'gateway_processes' ? `(to_jsonb(t) - 'heartbeat_at')::text` : 't::text'
      const found = await client.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(${line}, '\n' ORDER BY ${line})), '') AS digest FROM "${name}" t`,
      )
      contents[name] = found.rows[0]?.digest ?? ''
    }
    return contents
  })
}

beforeAll(async () => {
  await inside(env().databaseUrl, (client) => client.query("SELECT ensure_partitions(now() - interval '3 months', 3)"))
  const [customer, second] = [await createCustomer({ balance: 5 }), await createCustomer({ balance: 1 })]
  await subscribe(second, { day: 1, startedAt: '2026-01-01' })
  await grantPromotion({
    ...{ userId: customer.userId, amountNanoUsd: usd(1), expiresAt: null },
    ...{ kind: 'promotion', cause: { kind: 'test', id: 'promo' }, memo: 'tab\there, \\ and\nnew line' },
  })
  for (const each of [customer, second]) {
    const [request] = await hold(own.processId, each, 0.5)
    await settleRequest(settleInput(own.processId, request, 0.123456789))
  }
  await hold(own.processId, customer, 0.25)
  // Calls of an earlier month lie in a partition that an empty database doesn't have.
  await pool().query(
    `INSERT INTO usage_records (request_id, user_id, key_id, pool_id, protocol, endpoint, stream, requested_model, status,
       funded_by, rate_multiplier, usage_source, created_at)
     VALUES (id_floor('req', now() - interval '70 days'), $1, $2, $3, 'openai', '/v1/responses', true, 'm', 'voided',
       'none', 1000000, 'none', now() - interval '70 days')`,
    [customer.userId, customer.keyId, customer.poolId],
  )
  await createBackup({ connectionString: env().databaseUrl, file })
})

afterAll(async () => {
  for (const database of made) await database.drop()
  for (const name of bare) await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('a backup', () => {
  it.each([
    ['a database without tables', withoutTables],
    ['a migrated, unused database', migrated],
  ])('restores every row into %s, and its books are right', async (_where, make) => {
    const url = await make()
    const result = await restoreBackup({ connectionString: url, file, migrationsDirectory })
    expect(await contentsOf(url)).toEqual(await contentsOf(env().databaseUrl))
    expect(result.tables).toMatchObject({ users: 2, holds: 1, usage_records: 3 })
    await inside(url, async (client) => {
      const balance = await trialBalance(client)
      expect(balance.invariants.filter(({ holds }) => !holds)).toEqual([])
      expect(balance.openHolds.count).toBe(1)
      expect(await findDifferences(client)).toEqual([])
      const { rows } = await client.query('SELECT count(*)::int AS n FROM usage_records_default')
      expect(rows[0]).toEqual({ n: 0 })
      await expect(client.query('UPDATE transfers SET memo = $1', ['x'])).rejects.toThrow('append-only')
      await expect(client.query('DELETE FROM transfers')).rejects.toThrow('append-only')
    })
  })

  it('is of one instant, while customers go on spending', async () => {
    const customer = await createCustomer({ balance: 10 })
    let running = true
    const spend = async () => {
      let calls = 0
      for (; running; calls++) {
        const [request] = await hold(own.processId, customer, 0.01)
        await settleRequest(settleInput(own.processId, request, 0.001))
      }
      return calls
    }
    const spending = [spend(), spend(), spend()]
    const busy = path.join(directory, 'busy.backup')
    await createBackup({ connectionString: env().databaseUrl, file: busy })
    running = false
    expect((await Promise.all(spending)).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0)
    const result = await restoreBackup({ connectionString: await migrated(), file: busy, migrationsDirectory })
    expect(result.invariants.filter(({ holds }) => !holds)).toEqual([])
  })

  it('is readable by its owner only, and overwrites nothing', async () => {
    expect(fs.statSync(file).mode & 0o077).toBe(0)
    await expect(createBackup({ connectionString: env().databaseUrl, file })).rejects.toThrow('exists already')
    expect(fs.readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe('a restore is refused, and changes nothing,', () => {
  async function expectRefused(name: string, bytes: Buffer, reason: string): Promise<void> {
    const bad = path.join(directory, name)
    fs.writeFileSync(bad, bytes)
    const url = await migrated()
    const before = await contentsOf(url)
    await expect(restoreBackup({ connectionString: url, file: bad, migrationsDirectory })).rejects.toThrow(reason)
    expect(await contentsOf(url)).toEqual(before)
  }

  it('into a database that is used', async () => {
    await expect(restoreBackup({ connectionString: env().databaseUrl, file, migrationsDirectory })).rejects.toThrow(
      'The database is not empty (users has rows)',
    )
  })
  it('from a file that is cut off', async () => {
    const whole = gunzipSync(fs.readFileSync(file))
    await expectRefused('cut', gzipSync(whole.subarray(0, whole.length - 100)), 'cut off')
    await expectRefused('cut-zip', fs.readFileSync(file).subarray(0, -50), 'unexpected end of file')
  })
  it('from a file in which one byte was changed', async () => {
    const changed = gunzipSync(fs.readFileSync(file))
    const place = changed.indexOf('@example.com')
    expect(place).toBeGreaterThan(0)
    changed[place + 1] = 'E'.charCodeAt(0)
    await expectRefused('changed', gzipSync(changed), 'do not fit their digest')
  })
  it('from something else', async () => {
    await expectRefused('text', gzipSync('hello, this is no backup at all'), 'does not begin as one')
    await expectRefused('plain', Buffer.from('not even zipped'), 'incorrect header check')
  })
  it('from a newer release', async () => {
    const newer = gunzipSync(fs.readFileSync(file)).toString('latin1')
    const migration = /"migrations":\["(0001_init)"/.exec(newer)?.[1]
    expect(migration).toBe('0001_init')
    const other = newer.replace('"migrations":["0001_init"', '"migrations":["9999_next"')
    await expectRefused('newer', gzipSync(Buffer.from(other, 'latin1')), 'newer')
  })
})
