import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GET as downloadReceipt } from '@/app/(dashboard)/usage/receipt/[requestId]/route'
import { createAccountPool } from '@/lib/account-pools'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { sayIn } from '@/lib/i18n/say-in'
import { dropProcessState } from '@/lib/process-state'
import { createUser } from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { actions } from './actions'
import { badInputs, badValues } from './bad-values'
import { clearCookies, signInAs } from './browser'

vi.mock('next/headers', async () => (await import('./browser')).nextHeaders)

giveTestDatabase()
const root = path.resolve(import.meta.dirname, '../../..')
const password = 'correct horse battery'
let folder = ''
let userId = ''
let poolId = ''

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'turnpike-bad-input-'))
  setTestEnvironment({ DATA_DIR: folder })
  const ctx = systemContext('test')
  userId = (await createUser(ctx, { email: 'careless@example.com', password })).id
  poolId = (await createAccountPool(ctx, { name: 'Open', visibility: 'public' })).id
})
beforeEach(async () => {
  await signInAs(userId)
})
afterEach(() => {
  // A hundred wrong tries in a row would be stopped before they are read.
  for (const name of ['customerAction', 'publicAction', 'signUpAddress']) dropProcessState(`limiter:${name}`)
  clearCookies()
})
afterAll(async () => {
  await closePrisma()
  await closePool()
  rmSync(folder, { recursive: true, force: true })
})

let tables: readonly string[] = []

/** Everything the database holds, as one text for each table. */
async function everyRow(): Promise<Record<string, string>> {
  if (tables.length === 0) {
    const { rows } = await pool().query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1`,
    )
    tables = rows.map(({ name }) => name)
  }
  const each = tables.map(
    (name) => `SELECT '${name}' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS all_of FROM ${name} t`,
  )
  const { rows } = await pool().query<{ name: string; all_of: string }>(each.join(' UNION ALL '))
  return Object.fromEntries(rows.map(({ name, all_of }) => [name, all_of]))
}

/** The input with one field replaced, by its path. */
function withField(good: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
  const [name = '', ...rest] = field.split('.')
  const inner: Record<string, unknown> = { ...Object(good[name]) }
  return { ...good, [name]: rest.length === 0 ? value : withField(inner, rest.join('.'), value) }
}

const exportedActions = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^export const (\w+) = (?:customer|public)Action/gm)].map(([, name]) => name)

function actionFiles(directory: string): string[] {
  return readdirSync(path.join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => /actions\.ts$/.test(name))
    .map((name) => path.join(root, directory, name))
}

describe('every action of visitors and customers', () => {
  it('is in the table of this test', () => {
    const all = ['app/(auth)', 'app/(dashboard)'].flatMap(actionFiles).flatMap(exportedActions)
    expect(all.sort()).toEqual(Object.keys(actions).sort())
  })

  it.each(Object.entries(actions))(
    '%s names each wrong field in plain words of both languages and writes nothing',
    async (_, one) => {
      if (one.isPublic) clearCookies()
      const before = await everyRow()
      for (const [field, kind] of Object.entries(one.fields)) {
        for (const value of badValues[kind]) {
          const label = `${field} = ${JSON.stringify(value)?.slice(0, 60)}`
          const result = await one.send(withField(one.good, field, value))
          if (result.ok) throw new Error(`${label} was taken`)
          expect(result.error.code, label).toBe('invalid_request')
          const sentences = Object.entries(result.error.fieldErrors ?? {})
          expect(sentences.length, label).toBeGreaterThan(0)
          for (const [path, sentence] of sentences) {
            expect(path === field || path.startsWith(`${field}.`), `${label}: the error is at ${path}`).toBe(true)
            expect(sayIn('zh', sentence), `${label}: in Chinese`).toMatch(/\p{Script=Han}/u)
            expect(sentence, label).not.toMatch(/invalid|expected|received|too (small|big)|regex|undefined|>=|<=/i)
          }
        }
      }
      for (const input of [...badInputs, { ...one.good, unknownField: 1 }]) {
        expect(await one.send(input), JSON.stringify(input)).toMatchObject({
          ok: false,
          error: { code: 'invalid_request' },
        })
      }
      expect(await everyRow()).toEqual(before)
    },
  )

  it('that needs a person does nothing after the session has ended, whatever is sent', async () => {
    clearCookies()
    const before = await everyRow()
    for (const [name, { send, good, isPublic }] of Object.entries(actions)) {
      if (isPublic) continue
      for (const input of [good, {}, null]) {
        expect(await send(input), name).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
      }
    }
    expect(await everyRow()).toEqual(before)
  })
})

describe('what is odd but right', () => {
  const mint = async (name: string) => await actions['mintKeyAction']?.send({ name, poolId })

  it('is kept as it was typed: scripts as text, right-to-left letters, emoji of several parts', async () => {
    for (const name of [
      '<script>alert(1)</script>',
      'مفتاح الإنتاج',
      'می\u200cخواهم',
      '👩\u200d💻 key',
      '"\'`<x>&amp;',
    ]) {
      expect(await mint(name)).toMatchObject({ ok: true, data: { name } })
    }
  })

  it('loses only what can’t be seen and would turn the line, or break it', async () => {
    expect(await mint('  safe\u202egpj.exe\u2066 ')).toMatchObject({ data: { name: 'safegpj.exe' } })
    expect(await mint('two\r\nlines\0')).toMatchObject({ data: { name: 'two lines' } })
    const profile = { name: '\u202eEve\u0007', timezone: 'Asia/Kolkata', locale: 'en' }
    expect(await actions['updateProfileAction']?.send(profile)).toMatchObject({ data: { name: 'Eve' } })
  })

  it('is a zone of the browser that this machine doesn’t know: the account is made all the same', async () => {
    clearCookies()
    const email = 'traveller@example.com'
    const result = await actions['signUpAction']?.send({ email, password, timezone: 'Mars/Base' })
    expect(result).toMatchObject({ ok: true })
    expect(await prisma().user.findUniqueOrThrow({ where: { email } })).toMatchObject({ timezone: 'UTC' })
  })
})

describe('a form that is sent twice at once', () => {
  it('makes one account, and the second one hears why', async () => {
    clearCookies()
    const input = { email: 'twice@example.com', password }
    const sent = Array.from({ length: 4 }, async () => await actions['signUpAction']?.send(input))
    const results = await Promise.all(sent)
    expect(results.filter((result) => result?.ok)).toHaveLength(1)
    for (const result of results.filter((each) => !each?.ok)) {
      expect(result).toMatchObject({ error: { code: 'conflict', fieldErrors: { email: 'is taken' } } })
    }
    expect(await prisma().user.count({ where: { email: input.email } })).toBe(1)
    expect(await prisma().mailCode.count({ where: { user: { email: input.email } } })).toBe(1)
  })
})

describe('an address that was typed by hand', () => {
  it('is a receipt that isn’t there, never a failure', async () => {
    for (const requestId of ['', '\0', '../x', 'ü', 'req_', '%00', 'x'.repeat(5_000)]) {
      const answer = await downloadReceipt(new Request('http://x/'), { params: Promise.resolve({ requestId }) })
      expect(answer.status, JSON.stringify(requestId)).toBe(404)
    }
  })
})
