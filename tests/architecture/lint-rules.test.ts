import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const cases: [rule: string, file: string, text: string][] = [
  ['noProcessEnv', 'lib/users/home.ts', "export const home = process.env['HOME']\n"],
  ['noExplicitAny', 'lib/users/any.ts', 'export function a(b: any): unknown {\n  return b\n}\n'],
  ['noNonNullAssertion', 'lib/users/not-null.ts', 'export const a = [1].at(0)!\n'],
  ['noConsole', 'lib/users/print.ts', "console.log('x')\n"],
  ['noDefaultExport', 'lib/users/default.ts', 'export default 1\n'],
  ['useThrowOnlyError', 'lib/users/throw.ts', "export function a(): never {\n  throw 'x'\n}\n"],
  ['useFilenamingConvention', 'lib/users/getUser.ts', 'export const a = 1\n'],
  ['noEnum', 'lib/users/enum.ts', 'export enum A {\n  b = 1,\n}\n'],
  ['noExcessiveLinesPerFunction', 'lib/users/long.ts', `export function a() {\n${'  a()\n'.repeat(71)}}\n`],
]
const allowed: [file: string, text: string][] = [
  ['lib/env.ts', "export const home = process.env['HOME']\n"],
  ['app/page.tsx', 'export default function Page() {\n  return null\n}\n'],
]
const found: { rule: string; file: string }[] = []
let directory = ''

/** One run of biome, with the repository's own configuration, over a tree that breaks each rule once. */
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-lint-'))
  for (const file of ['biome.json', '.gitignore']) fs.copyFileSync(file, path.join(directory, file))
  for (const [file, text] of [...cases.map(([, file, text]) => [file, text] as const), ...allowed]) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true })
    fs.writeFileSync(path.join(directory, file), text)
  }
  const biome = path.resolve('node_modules/@biomejs/biome/bin/biome')
  const run = spawnSync(
    process.execPath,
    [biome, 'ci', '--colors=off', '--reporter=json', '--max-diagnostics=200', '.'],
    {
      cwd: directory,
      encoding: 'utf8',
    },
  )
  expect(run.status, run.stderr).not.toBe(0)
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: { category: string; severity: string; location: { path: string | { file: string } } }[]
  }
  for (const { category, severity, location } of diagnostics) {
    const file = typeof location.path === 'string' ? location.path : location.path.file
    if (severity === 'error') found.push({ rule: category.split('/').at(-1) ?? '', file })
  }
})

afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('the lint rules bite', () => {
  it.each(cases)('%s in %s', (rule, file) => {
    expect(found.filter((each) => each.file.endsWith(file)).map((each) => each.rule)).toContain(rule)
  })

  it.each(allowed)('and say nothing about %s', (file) => {
    expect(found.filter((each) => each.file.endsWith(file))).toEqual([])
  })
})
