// Tells whether the build is that of the sources as they are now, by their contents: times mean nothing after a clone.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(root, 'dist', 'build-stamp.json')
const products = [
  'dist/server.js',
  'dist/dev/up.js',
  'dist/dev/simulator.js',
  'dist/seed.js',
  'dist/turnpike.js',
  `${process.env.NEXT_DIST_DIR || '.next'}/BUILD_ID`,
]
const pageSources = [
  ...['app', 'components', 'lib', 'messages', 'prisma/schema', 'public', 'proxy.ts', 'instrumentation.ts'],
  ...['next.config.mjs', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs'],
]
const programSources = [
  ...pageSources,
  'prisma',
  'cli',
  'dev',
  'scripts',
  'server.ts',
  'prisma.config.ts',
  'package.json',
]
const ignored = new Set(['generated', 'generated.ts', 'node_modules', '.DS_Store'])

function listFiles(name) {
  const file = path.join(root, name)
  if (!fs.existsSync(file)) return []
  if (!fs.statSync(file).isDirectory()) return [name]
  const entries = fs.readdirSync(file).filter((entry) => !ignored.has(entry))
  return entries.flatMap((entry) => listFiles(path.posix.join(name, entry)))
}

/** A digest of names and contents. */
export function hashFiles(names) {
  const hash = createHash('sha256')
  for (const name of names.flatMap(listFiles).sort()) {
    hash.update(
      `${name}\0${createHash('sha256')
        .update(fs.readFileSync(path.join(root, name)))
        .digest('hex')}\0`,
    )
  }
  return hash.digest('hex')
}

/** Digests of what the pages and what all programs are made of. */
export const hashSources = () => ({ pages: hashFiles(pageSources), programs: hashFiles(programSources) })

/** What the build in dist was made of; empty when there is none. */
export function readBuildStamp() {
  if (!products.every((name) => fs.existsSync(path.join(root, name)))) return {}
  try {
    return JSON.parse(fs.readFileSync(stampFile, 'utf8'))
  } catch {
    return {}
  }
}

/** Written last: a build that was interrupted has none and is made again. */
export function writeBuildStamp(stamp) {
  fs.mkdirSync(path.dirname(stampFile), { recursive: true })
  fs.writeFileSync(stampFile, `${JSON.stringify(stamp)}\n`)
}
