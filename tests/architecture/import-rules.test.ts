import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const imports = (...targets: string[]) => targets.map((target) => `import '${target}'\n`).join('')
const value = 'export const value = 1\n'

/** Each breaks one rule; the files they lead to are harmless. */
const bad: [rule: string, file: string, text: string][] = [
  ['no-cycle', 'lib/a-round.ts', imports('./b-round')],
  ['resolvable', 'lib/lost.ts', imports('./missing')],
  ['tier-0-alone', 'lib/tier.ts', imports('./db/pool')],
  ['infrastructure-down', 'lib/db/up.ts', imports('../users')],
  ['infrastructure-down', 'lib/redis/up.ts', imports('../gateway/walk')],
  ['domains-down', 'lib/users/up.ts', imports('../gateway/walk')],
  ['domains-down', 'lib/plans/up.ts', imports('../operations')],
  ['flows-down', 'lib/gateway/up.ts', imports('@/components/plain')],
  ['domain-by-its-face', 'lib/gateway/behind.ts', imports('../users/get-user')],
  ['domain-by-its-face', 'lib/plans/behind.ts', imports('@/lib/users/get-user')],
  ['domain-by-its-face', 'app/behind.ts', imports('@/lib/users/get-user')],
  ['domain-by-its-face', 'app/behind-flow.ts', imports('@/lib/operations/read')],
  ['app-without-storage', 'app/db.tsx', imports('@/lib/db/pool')],
  ['app-without-storage', 'app/pg.tsx', imports('pg')],
  ['app-without-storage', 'app/stripe.tsx', imports('stripe')],
  ['components-plain', 'components/knows.tsx', imports('@/lib/users')],
  ['product-alone', 'lib/users/dev.ts', imports('../../dev/tool')],
  ['product-alone', 'server.ts', imports('./tests/helper')],
  ['product-alone', 'cli/dev.ts', imports('../dev/tool')],
  ['cli-through-verbs', 'cli/db.ts', imports('../lib/db/pool')],
  ['cli-through-verbs', 'cli/page.ts', imports('../components/plain')],
  ['domain-by-its-face', 'cli/behind.ts', imports('../lib/users/get-user')],
  ['nobody-needs-the-cli', 'lib/users/cli.ts', imports('../../cli/main')],
  ['dev-without-tests', 'dev/knows.ts', imports('../tests/helper')],
  ['shipped-packages', 'lib/users/packages.ts', "import { it } from 'vitest'\nexport const used = it\n"],
]
const good: [file: string, text: string][] = [
  ['app/page.tsx', imports('@/lib/gateway/walk', '@/components/plain', '@/lib/users/types')],
  ['components/plain.tsx', imports('@/lib/money')],
  ['lib/b-round.ts', imports('./a-round')],
  ['lib/gateway/walk.ts', imports('../users')],
  ['lib/operations/index.ts', "export { value } from './read'\n"],
  ['lib/operations/read.ts', `${imports('../users')}${value}`],
  ['lib/users/index.ts', "export { value } from './get-user'\n"],
  ['lib/users/get-user.ts', `${imports('../db/pool')}${value}`],
  ['lib/users/types.ts', value],
  ['lib/db/pool.ts', `${imports('../money', 'pg')}${value}`],
  ['lib/money.ts', value],
  ['cli/main.ts', imports('../lib/users', '../lib/operations')],
  ['dev/tool.ts', imports('../lib/users')],
  ['tests/helper.ts', value],
]

type Breach = { rule: string; from: string }
let directory = ''
let found: Breach[] = []
let modules: string[] = []

/** One run of the check, with the repository's own rules, over a tree that breaks each of them. */
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-imports-'))
  for (const file of ['tsconfig.json', 'package.json']) fs.copyFileSync(file, path.join(directory, file))
  fs.symlinkSync(path.resolve('node_modules'), path.join(directory, 'node_modules'))
  for (const [file, text] of [...bad.map(([, file, text]) => [file, text] as const), ...good]) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true })
    fs.writeFileSync(path.join(directory, file), text)
  }
  const script = `
    import { findImportBreaches } from ${JSON.stringify(path.resolve('scripts/import-rules.mjs'))}
    console.log(JSON.stringify(await findImportBreaches(process.cwd())))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: directory,
    encoding: 'utf8',
  })
  const answer = JSON.parse(output) as { breaches: Breach[]; modules: string[] }
  found = answer.breaches
  modules = answer.modules
})

afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('an import against the direction makes the check fail', () => {
  it.each(bad)('%s: %s', (rule, file) => {
    expect(modules).toContain(file)
    expect(found.filter((each) => each.from === file).map((each) => each.rule)).toContain(rule)
  })

  it.each(good.filter(([file]) => file !== 'lib/b-round.ts'))('and one along it does not: %s', (file) => {
    expect(found.filter((each) => each.from === file)).toEqual([])
  })
})
