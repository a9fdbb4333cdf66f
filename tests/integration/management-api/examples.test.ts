import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleNames, managementExamples, managementProgram } from '@/app/_snippets/management-examples'
import { runCli } from '@/cli/run-cli'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma } from '@/lib/db/prisma'
import { allRoutes, openApiDocument } from '@/lib/management-api'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'
import { makeUser, testToken } from './api-client'
import { useApiServer } from './serve-api'

const database = giveTestDatabase()
const server = useApiServer()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-examples-'))
/** What earlier examples answered, as the texts say to keep it. */
const kept: Record<string, string> = { OPENAI_API_KEY: 'sk-example' }
const keptAs: Readonly<Record<string, string>> = {
  pool: 'POOL_ID',
  account: 'ACCOUNT_ID',
  user: 'USER_ID',
  key: 'KEY_ID',
}

const example = (name: string) => managementExamples(server.url).find((each) => each.name === name)
const codeOf = (name: string, label: string) => example(name)?.snippets.find((each) => each.label === label)?.code ?? ''

/** Runs a snippet as a reader would who pasted it. */
async function paste(code: string): Promise<Record<string, unknown>> {
  const file = path.join(folder, 'pasted.sh')
  fs.writeFileSync(file, code.replaceAll(/^curl /gm, 'curl -sS --fail-with-body '))
  const env = { ...process.env, TURNPIKE_TOKEN: testToken, ...kept }
  const { stdout } = await promisify(execFile)('sh', [file], { env, timeout: 30_000 })
  return JSON.parse(stdout)
}

/** The words of a command line, its variables filled in. */
function wordsOf(code: string): string[] {
  const words = code.match(/"[^"]*"|\S+/g) ?? []
  return words.map((word) => word.replaceAll('"', '').replace(/\$(\w+)/g, (_, name: string) => kept[name] ?? ''))
}

async function runLine(code: string): Promise<{ status: number; text: string }> {
  const lines: string[] = []
  const environment = { TURNPIKE_URL: server.url, TURNPIKE_TOKEN: testToken }
  const say = (line: string) => void lines.push(line)
  const status = await runCli(wordsOf(code).slice(2), { environment, directory: folder, out: say, err: say })
  return { status, text: lines.join('\n') }
}

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, MANAGEMENT_TOKEN: testToken })
})
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true })
  await closePrisma()
  await closePool()
})

describe('the examples of the management API, pasted in their order', () => {
  it.each(exampleNames)('%s works with curl and answers what the page says', async (name) => {
    const answer = await paste(codeOf(name, 'curl'))
    expect(Object.keys(answer)).toEqual(expect.arrayContaining([...(example(name)?.fields ?? [])]))
    const variable = keptAs[name]
    if (variable !== undefined) kept[variable] = String(answer['id'])
  })

  it('a credit that is sent again is given once', async () => {
    const again = await paste(codeOf('credit', 'curl'))
    expect(again['balanceNanoUsd']).toBe('25000000000')
  })

  it.each(exampleNames.filter((name) => codeOf(name, 'turnpike') !== ''))(
    '%s works on the command line',
    async (name) => {
      const line = codeOf(name, 'turnpike').replace('ada@example.com', 'grace@example.com')
      const { status, text } = await runLine(line)
      expect(text).not.toBe('')
      expect(status, text).toBe(0)
    },
  )

  it('the program over the typed client runs and names who runs out', async () => {
    const poor = await makeUser({ email: 'poor@example.com' })
    expect(poor).toMatch(/^usr_/)
    const file = path.join(folder, 'program.ts')
    fs.writeFileSync(file, managementProgram(server.url).replace("'./lib", `'${process.cwd()}/lib`))
    const said: string[] = []
    const { log } = console
    process.env['TURNPIKE_TOKEN'] = testToken
    console.log = (...words: unknown[]) => void said.push(words.join(' '))
    try {
      await import(/* @vite-ignore */ file)
    } finally {
      console.log = log
      delete process.env['TURNPIKE_TOKEN']
    }
    expect(said).toContain('poor@example.com has less than a dollar left')
    expect(said.join('\n')).not.toContain('ada@example.com')
  })
})

/** The table of routes as docs/api.md must have it: a row a path, in the order of the code. */
function routeTable(): string {
  const rows = new Map<string, { methods: string[]; scopes: Set<string> }>()
  for (const { description } of allRoutes) {
    const path = description.path.replace('/api/admin/v1', '').replaceAll(/\{(\w+)Id\}/g, '{id}')
    const row = rows.get(path) ?? { methods: [], scopes: new Set() }
    row.methods.push(description.method)
    rows.set(path, { ...row, scopes: row.scopes.add(`\`${description.scope}\``) })
  }
  return [...rows]
    .map(([path, { methods, scopes }]) => `| \`${path}\` | ${methods.join(' ')} | ${[...scopes].join(', ')} |`)
    .join('\n')
}

describe('docs/api.md', () => {
  it('lists every route with its methods and scopes', () => {
    const text = fs.readFileSync('docs/api.md', 'utf8')
    const table = /\| route \| methods \| scopes \|\n\|---\|---\|---\|\n(.*?)\n\n/s.exec(text)?.[1]
    expect(table).toBe(routeTable())
  })
})

describe('the OpenAPI document', () => {
  it('is valid by the schema of OpenAPI 3.1 itself, and the validator bites', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone({ ...openApiDocument() }))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
    const broken = { ...structuredClone({ ...openApiDocument() }), paths: { users: { get: 'nothing' } } }
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })
})
