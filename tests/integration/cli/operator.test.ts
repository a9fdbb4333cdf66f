import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '@/cli/run-cli'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma } from '@/lib/db/prisma'
import { createManagementClient, ManagementError } from '@/lib/management-client'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { makePool, testToken, uniqueName } from '../management-api/api-client'
import { useApiServer } from '../management-api/serve-api'

const database = giveTestDatabase()
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-cli-'))
const server = useApiServer()

type Ran = { code: number; out: string; err: string }

async function run(args: string[], environment: Record<string, string> = {}): Promise<Ran> {
  const lines = { out: [] as string[], err: [] as string[] }
  const context = {
    ...{ environment: { TURNPIKE_URL: server.url, TURNPIKE_TOKEN: testToken, ...environment }, directory },
    ...{ out: (line: string) => void lines.out.push(line), err: (line: string) => void lines.err.push(line) },
  }
  const code = await runCli(args, context)
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') }
}

async function json(args: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await run([...args, '--json'])
  expect(code, err).toBe(0)
  return JSON.parse(out) as Record<string, unknown>
}

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})

afterAll(async () => {
  fs.rmSync(directory, { recursive: true, force: true })
  await closePrisma()
  await closePool()
})

describe('the command line of an operator', () => {
  it('takes a customer from sign-up to a revoked key', async () => {
    const email = `${uniqueName('cli')}@example.com`
    const user = await json(['users', 'create', email, '--name', 'Ada'])
    const id = String(user['id'])
    expect((await run(['users', 'list', '--search', email])).out).toContain(id)

    const key = ['--idempotency-key', uniqueName('k')]
    const credit = ['credits', 'add', id, '12.5', '--reason', 'welcome', ...key]
    expect((await run(credit)).out).toContain('Balance $12.50')
    expect((await run(credit)).out).toContain('Balance $12.50')
    expect((await run(['credits', 'take', id, '0.000000001', '--reason', 'test'])).out).toContain('$12.499999999')
    expect((await run(['users', 'show', id])).out).toMatch(/balanceNanoUsd +12499999999 {2}\(\$12\.499999999\)/)

    const pool = await makePool()
    const made = await json(['keys', 'create', id, '--pool', pool, '--name', 'ci'])
    expect(String(made['key']).length).toBeGreaterThan(20)
    const rotated = await json(['keys', 'rotate', String(made['id']), '--overlap', '60'])
    expect(rotated['key']).not.toBe(made['key'])
    expect((await run(['keys', 'revoke', String(made['id'])])).out).toContain('is revoked')
    expect((await run(['keys', 'list', '--user', id])).out).toContain('revoked')

    expect((await run(['users', 'suspend', id])).out).toBe(`${email} is suspended.`)
    expect((await run(['users', 'activate', id])).out).toBe(`${email} is active.`)
  })

  it('puts upstream accounts in and out of service', async () => {
    const client = createManagementClient(server.url, testToken)
    const account = await client.call('POST /upstream-accounts', {
      body: {
        ...{ name: uniqueName('acct'), protocol: 'openai', baseUrl: 'http://127.0.0.1:9/v1', concurrencyLimit: 3 },
        ...{ credential: { kind: 'api_key', apiKey: 'sk-cli-test' }, priority: 5, poolIds: [await makePool()] },
      },
    })
    expect((await run(['accounts', 'disable', account.id])).out).toContain('is disabled')
    expect((await run(['accounts', 'enable', account.id])).out).toContain('is active')
    expect((await run(['accounts', 'list'])).out).toContain(account.name)
    const shown = await run(['accounts', 'show', account.id])
    expect(shown.out).toContain(account.id)
    expect(shown.out).not.toContain('sk-cli-test')
  })

  it('exports usage as CSV and JSON', async () => {
    const { out } = await run(['usage', 'export', '--from', '2026-01-01'])
    expect(out.split('\n')[0]).toMatch(/^requestId,createdAt,userId/)
    expect((await run(['usage', 'export', '--format', 'json'])).code).toBe(0)
  })

  it.each([
    [['users', 'show', 'usr_00000000000000000000000000'], 1, 'user'],
    [['credits', 'add', 'usr_x', '-5', '--reason', 'x'], 2, 'usage: turnpike credits'],
    [['credits', 'add', 'usr_x', '1.0000000001', '--reason', 'x'], 2, 'at most 9 decimals'],
    [['credits', 'add', 'usr_x', '99999999999', '--reason', 'x'], 2, 'not an amount'],
    [['credits', 'add', 'usr_x', '5'], 2, 'Say why'],
    [['usage', 'export', '--from', 'yesterday'], 2, '--from is a time'],
    [['users', 'list', '--limit', '0'], 2, '--limit is a number'],
    [['keys', 'destroy'], 2, 'Say what to do'],
    [['users', 'list', '--url', 'http://127.0.0.1:1'], 2, 'can’t be reached'],
    [['users', 'list', '--token', 'wrong-wrong-wrong-wrong'], 1, ''],
  ])('%j ends with %i and the reason', async (args, code, reason) => {
    const ran = await run(args)
    expect(ran.err).toContain(reason)
    expect(ran.code).toBe(code)
  })

  it('gives errors of the API their status, code and request id', async () => {
    const client = createManagementClient(server.url, testToken)
    const refused = client.call('POST /users', { body: { email: 'not an address' } })
    await expect(refused).rejects.toMatchObject({ status: 400, requestId: expect.stringMatching(/^req_/) })
    await expect(refused).rejects.toBeInstanceOf(ManagementError)
  })

  it('backs up and restores', async () => {
    const ran = await run(['backup', 'all.backup', '--database', database.url])
    expect(ran.code, ran.err).toBe(0)
    expect(ran.out).toContain('all.backup')
    const again = await run(['restore', 'all.backup', '--database', database.url])
    expect(again.code).toBe(2)
  })
})
