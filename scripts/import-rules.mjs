// Holds a tree against the rules of .dependency-cruiser.cjs.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import rules from '../.dependency-cruiser.cjs'

const rooms = ['app', 'components', 'lib', 'prisma', 'cli', 'dev', 'server.ts', 'proxy.ts', 'instrumentation.ts']

/**
 * Cruises the tree at `baseDirectory`: every breach of a rule, and how many modules were looked at.
 * A tool that understands no file finds no breach either, so the count must be checked too.
 */
export async function findImportBreaches(baseDirectory) {
  const { forbidden, options } = rules
  const present = rooms.filter((room) => fs.existsSync(path.join(baseDirectory, room)))
  const { output } = await cruise(
    present,
    { ...options, ruleSet: { forbidden }, validate: true, baseDir: baseDirectory },
    {},
    { tsConfig: extractTSConfig(path.join(baseDirectory, 'tsconfig.json')) },
  )
  const breaches = output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle ? cycle.map((each) => each.name).join(' → ') : to,
  }))
  const modules = output.modules.map((module) => module.source).filter((source) => !source.includes('node_modules'))
  return { breaches, modules }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { breaches, modules } = await findImportBreaches(process.cwd())
  for (const { rule, from, to } of breaches) process.stdout.write(`${rule}: ${from} → ${to}\n`)
  const seen = (room) => modules.some((source) => source.startsWith(room))
  const unseen = ['app/', 'components/', 'lib/', 'cli/', 'dev/'].filter((room) => !seen(room))
  if (unseen.length > 0) process.stdout.write(`no module was read in ${unseen.join(', ')}: the check does not work\n`)
  process.stdout.write(`${breaches.length} breaches in ${modules.length} modules\n`)
  process.exit(breaches.length + unseen.length > 0 ? 1 : 0)
}
