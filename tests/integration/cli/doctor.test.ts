import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encryptSecret } from '@/lib/crypto'
import { connectTo } from '@/lib/db/connect-to'
import { diagnose, type Finding } from '@/lib/doctor'
import { closeGuardedFetch } from '@/lib/http/guarded-fetch'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { noDatabaseUrl, setTestEnvironment, testSecrets } from '../../support/test-environment'

const database = giveTestDatabase()
const migrations = 'prisma/migrations'
let upstream: http.Server
let upstreamUrl = ''

const variables = (more: Record<string, string> = {}) => ({
  ...{ ...testSecrets, EMBEDDED_DATABASE_URL: database.url, PUBLIC_URL: upstreamUrl },
  ...more,
})

async function sql(text: string): Promise<void> {
  const client = await connectTo(database.url, 'test')
  await client.query(text).finally(() => client.end())
}

async function findingsOf(more: Record<string, string> = {}): Promise<Finding[]> {
  setTestEnvironment(variables(more))
  return await diagnose(variables(more), migrations)
}

const oldKey = Buffer.from(testSecrets.CREDENTIAL_KEY.slice(3), 'base64')
const keys = (...versions: ('v1' | 'v2')[]) =>
  versions.map((label) => ({ version: Number(label.slice(1)), bytes: label === 'v1' ? oldKey : Buffer.alloc(32, 62) }))

const about = (findings: Finding[], check: string) => findings.filter((finding) => finding.check === check)

beforeAll(async () => {
  upstream = http.createServer((_req, res) => res.end('{}'))
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const bound = upstream.address()
  upstreamUrl = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  await sql(`INSERT INTO upstream_accounts (id, name, protocol, base_url, credential_cipher, updated_at)
    VALUES ('acct_1', 'first', 'openai', '${upstreamUrl}/v1', '${encryptSecret('sk-first', keys('v1'))}', now())`)
})

afterAll(async () => {
  upstream.closeAllConnections()
  upstream.close()
  await closeGuardedFetch()
})

describe('the doctor', () => {
  it('finds what works fine, and each failure comes with what to do', async () => {
    const findings = await findingsOf()
    for (const check of [
      'configuration',
      'database',
      'clock',
      'migrations',
      'key versions',
      'ledger',
      'server',
      'upstream first',
    ]) {
      expect(
        about(findings, check).map(({ level }) => level),
        check,
      ).toContain('ok')
    }
    for (const finding of findings) {
      if (finding.level === 'failed' || finding.level === 'warning') expect(finding.fix, finding.check).toMatch(/\w{3}/)
    }
    expect(JSON.stringify(findings)).not.toContain(testSecrets.CREDENTIAL_KEY.slice(3))
  })

  it('names bad variables and goes no further', async () => {
    const findings = await diagnose({ ...variables(), PORT: 'x', KEY_PEPPER: 'short' }, migrations)
    expect(about(findings, 'configuration').map(({ message }) => message.split(' ')[0])).toEqual(['PORT', 'KEY_PEPPER'])
    expect(about(findings, 'database')).toEqual([])
  })

  it('says that weak secrets are weak', async () => {
    const [secrets] = about(await findingsOf({ NEXTAUTH_SECRET: 'a'.repeat(40) }), 'secrets')
    expect(secrets).toMatchObject({ level: 'warning', message: expect.stringContaining('NEXTAUTH_SECRET') })
  })

  it('finds a database that is away', async () => {
    const findings = await findingsOf({ EMBEDDED_DATABASE_URL: noDatabaseUrl })
    expect(about(findings, 'database')[0]).toMatchObject({
      level: 'failed',
      fix: expect.stringContaining('npm run up'),
    })
  })

  it('finds Redis away', async () => {
    expect(about(await findingsOf({ REDIS_URL: 'redis://127.0.0.1:1' }), 'redis')[0]?.level).toBe('failed')
  })

  it('finds Stripe refusing its key, and an upstream that is away', async () => {
    const stripe = { STRIPE_SECRET_KEY: 'sk_test_12345678', STRIPE_WEBHOOK_SECRET: 'whsec_12345678' }
    const refusing = http.createServer((_req, res) => res.writeHead(401).end('{}'))
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const bound = refusing.address()
    const address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
    expect(about(await findingsOf({ ...stripe, STRIPE_SIMULATOR_URL: address }), 'stripe')[0]?.level).toBe('failed')
    refusing.closeAllConnections()
    refusing.close()
    await sql(`UPDATE upstream_accounts SET base_url = 'http://127.0.0.1:1/v1'`)
    expect(about(await findingsOf(), 'upstream first')[0]?.level).toBe('failed')
    await sql(`UPDATE upstream_accounts SET base_url = '${upstreamUrl}/v1'`)
  })

  it('finds secrets under a key that is lost, and under one that is old', async () => {
    const key = (version: number) => `v${version}:${keys(version === 1 ? 'v1' : 'v2')[0]?.bytes.toString('base64')}`
    expect(about(await findingsOf({ CREDENTIAL_KEY: key(2) }), 'key versions')[0]).toMatchObject({
      ...{ level: 'failed', message: expect.stringContaining('CREDENTIAL_KEY v1') },
    })
    expect(about(await findingsOf({ CREDENTIAL_KEY: `${key(2)},${key(1)}` }), 'key versions')[0]).toMatchObject({
      ...{ level: 'warning', fix: 'Run: turnpike credential rotate' },
    })
  })

  it('finds a key that has the right version and is another one', async () => {
    const other = `v1:${Buffer.alloc(32, 9).toString('base64')}`
    expect(about(await findingsOf({ CREDENTIAL_KEY: other }), 'key versions')[0]).toMatchObject({
      ...{ level: 'failed', message: expect.stringContaining('upstream accounts (v1)') },
    })
  })

  it.each([
    ['a database that is away', { host: '127.0.0.1:1' }, 'Start PostgreSQL'],
    ['a database that is not there', { path: '/nowhere' }, 'Create it'],
    ['a wrong user', { username: 'nobody-here' }, 'user and password'],
  ])('says what to do about %s, on a production installation', async (_name, change, fix) => {
    const address = Object.assign(new URL(database.url), {})
    if ('host' in change) address.host = change.host
    if ('path' in change) address.pathname = change.path
    if ('username' in change) address.username = change.username
    const production = { EMBEDDED_DATABASE_URL: undefined, DATABASE_URL: address.href, PUBLIC_URL: upstreamUrl }
    const findings = await diagnose({ ...variables(), ...production, SIGN_UP: 'invite' }, migrations)
    expect(about(findings, 'database')[0]?.fix ?? JSON.stringify(findings)).toContain(fix)
  })

  it('finds late and failed jobs', async () => {
    await sql(`INSERT INTO job_watermarks (name, reached_at, updated_at, detail) VALUES
      ('job:on-time', now(), now(), '{"ok": true, "cron": "* * * * *"}'),
      ('job:late', now(), now() - interval '1 hour', '{"ok": true, "cron": "* * * * *"}'),
      ('job:hourly', now(), now() - interval '2 hours', '{"ok": true, "cron": "30 * * * *"}'),
      ('job:late-hourly', now(), now() - interval '4 hours', '{"ok": true, "cron": "30 * * * *"}'),
      ('job:broken', now(), now(), '{"ok": false, "error": "out of paper", "cron": "* * * * *"}')`)
    const messages = about(await findingsOf(), 'jobs').map(({ message }) => message)
    expect(messages).toEqual(['late: late, late-hourly', 'broken failed: out of paper'])
  })

  it('finds a migration that is missing, and books that are wrong', async () => {
    await sql(`INSERT INTO ledger_balances (account_id, stripe, balance_nano_usd) VALUES ('revenue', 'x', 5)`)
    expect(about(await findingsOf(), 'ledger')[0]).toMatchObject({ level: 'failed' })
    await sql(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '0002_partitions'`)
    expect(about(await findingsOf(), 'migrations')[0]?.message).toBe('0002_partitions not applied')
  })
})
