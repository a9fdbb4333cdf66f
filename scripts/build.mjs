// Builds everything a start needs: the Prisma client, the pages (next build) and, with esbuild, the programs in dist/.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashSources, readBuildStamp, writeBuildStamp } from './build-stamp.mjs'
import { generateClient, runTool } from './generate.mjs'

const root = path.resolve(import.meta.dirname, '..')
const programs = {
  server: 'server.ts',
  seed: 'prisma/seed.ts',
  turnpike: 'cli/main.ts',
  'dev/up': 'dev/up/main.ts',
  'dev/simulator': 'dev/simulator/main.ts',
}

/**
 * A file of lib/ does nothing when it is loaded: it comes along only where something of it is used, and not because its
 * neighbour in an index.ts is. Without this a gateway-only process would load the database client and the pages' verbs.
 */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  setup(build) {
    const library = path.join(root, 'lib') + path.sep
    build.onResolve({ filter: /^(\.|@\/)/ }, async ({ path: name, pluginData, ...from }) => {
      if (pluginData === onlyWhatIsUsed.name) return undefined
      const found = await build.resolve(name, { ...from, pluginData: onlyWhatIsUsed.name })
      return found.path.startsWith(library) ? { ...found, sideEffects: false } : found
    })
  },
}

async function bundlePrograms() {
  const { server: _, ...others } = programs
  fs.rmSync(path.join(root, 'dist', 'server'), { recursive: true, force: true })
  await Promise.all([bundle(others), bundleServer()])
  linkCommand()
}

/** The server's program, in parts: a role loads only what it needs. Answers what esbuild answers. */
export async function bundleServer(options = {}) {
  const parts = { splitting: true, chunkNames: 'server/[name]-[hash]', plugins: [onlyWhatIsUsed] }
  return await bundle({ server: programs.server }, { ...parts, ...options })
}

async function bundle(entries, options = {}) {
  const { build } = await import('esbuild')
  return await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => fs.existsSync(path.join(root, file)))),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    loader: { '.lua': 'text' },
    logLevel: 'error',
    ...options,
  })
}

/** npm links the commands of packages, but not a project's own: with this one `npx turnpike` finds it at once. */
function linkCommand() {
  const link = path.join(root, 'node_modules', '.bin', 'turnpike')
  if (process.platform === 'win32' || fs.existsSync(link)) return
  fs.mkdirSync(path.dirname(link), { recursive: true })
  fs.rmSync(link, { force: true })
  fs.symlinkSync(path.join('..', '..', 'cli', 'turnpike.mjs'), link)
}

async function buildPages(onNote) {
  onNote('pages')
  await runTool('next/dist/bin/next', ['build'], {
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    onOutput: (text) => onNote(`pages: ${text.trim().split('\n').at(-1) ?? ''}`),
  })
}

/** Builds the programs in dist/ without the pages: enough for the command line. */
export async function buildPrograms() {
  await generateClient()
  await bundlePrograms()
}

/** Builds what isn't current; answers whether there was anything to do. */
export async function buildAll({ force = false, onNote = () => undefined } = {}) {
  const built = force ? {} : readBuildStamp()
  const now = hashSources()
  if (built.pages === now.pages && built.programs === now.programs) return false
  onNote('database client')
  await generateClient()
  onNote('programs')
  writeBuildStamp({ pages: built.pages })
  await bundlePrograms()
  if (built.pages !== now.pages) {
    writeBuildStamp({})
    await buildPages(onNote)
  }
  writeBuildStamp(now)
  return true
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { explain, step } = await import('../dev/progress.mjs')
  try {
    await step('Build', async (note) => {
      const built = await buildAll({ force: process.argv.includes('--force'), onNote: note })
      return built ? '' : 'already current'
    })
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  }
}
