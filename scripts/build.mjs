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

async function bundlePrograms() {
  const { server, ...others } = programs
  fs.rmSync(path.join(root, 'dist', 'server'), { recursive: true, force: true })
  await Promise.all([
    bundle(others),
    // In parts, so that a role loads only what it needs.
    bundle({ server }, { splitting: true, chunkNames: 'server/[name]-[hash]' }),
  ])
  linkCommand()
}

async function bundle(entries, options = {}) {
  const { build } = await import('esbuild')
  await build({
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
