import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { templateDatabase } from './provided-context'
import { setTestEnvironment } from './test-environment'

export type TestDatabase = { url: string; drop(): Promise<void> }

async function runAsAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseAdminUrl'), connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A migrated, empty database of one's own, copied from the template in milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${templateDatabase} STRATEGY file_copy`)
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = `/${name}`
  return { url: url.href, drop: async () => await runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/**
 * Gives the calling file (or describe block) its own database and lets `env().databaseUrl` point to it.
 * Close what the code under test keeps open (pools) in an `afterAll` written after this call: it runs first.
 */
export function useTestDatabase(): { readonly url: string } {
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = await createTestDatabase()
    setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url })
  })
  afterAll(async () => {
    await database?.drop()
  })
  return {
    get url() {
      if (!database) throw new Error('the test database exists only inside tests and hooks')
      return database.url
    },
  }
}
