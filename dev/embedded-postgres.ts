import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { EmbeddedPostgresError, findPostgresBinaries, type PostgresBinaries } from './embedded-postgres-binaries'

type Options = {
  /** Holds the cluster, its password and its log; made when missing. */
  directory: string
  /** Taken when it is free; a running server keeps its own. */
  preferredPort?: number
  /** False only for tests: a crash of the machine may then lose everything. */
  durable?: boolean
  maxConnections?: number
  /** Made when missing. */
  database: string
}

export type EmbeddedPostgres = {
  state: 'created' | 'started' | 'joined'
  port: number
  pid: number
  url(database?: string): string
  stop(): Promise<void>
}

const minFreeBytes = 256 * 1024 * 1024
const commandTimeoutMs = 60_000
const stopTimeoutMs = 30_000
const connectTimeoutMs = 5_000
const joinTimeoutMs = 15_000
const startAttempts = 5

/** A port that was free a moment ago: the preferred one, else any. */
async function freePort(preferred = 0): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort())))
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

function noSpace(directory: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `There is not enough disk space for the database in ${directory} (it needs 256 MB free). Free some, or set DATA_DIR to another disk.`,
  )
}

function assertSpace(directory: string): void {
  const { bavail, bsize } = fs.statfsSync(directory)
  if (bavail * bsize < minFreeBytes) throw noSpace(directory)
}

async function run(binaries: PostgresBinaries, command: string, args: string[], log?: string): Promise<void> {
  const [file = command, ...rest] = [...binaries.prefix, command, ...args]
  // A started server inherits the streams of pg_ctl: a pipe would never end.
  const child = spawn(file, rest, {
    ...binaries.owner,
    stdio: log === undefined ? ['ignore', 'pipe', 'pipe'] : 'ignore',
    timeout: commandTimeoutMs,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  const output: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return
  const said = log === undefined ? Buffer.concat(output).toString('utf8') : readTail(log)
  if (/No space left on device/i.test(said)) throw noSpace(args.join(' '))
  throw new EmbeddedPostgresError(`${path.basename(command)} failed (exit ${code}): ${said.trim().slice(-2000)}`)
}

function readTail(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').slice(-4000) : 'it left no log'
}

type PidFile = { pid: number; port: number }

function readPidFile(file: string): PidFile | null {
  try {
    const lines = fs.readFileSync(file, 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 ? { pid, port } : null
  } catch {
    return null
  }
}

/** A pid file outlives kill -9 and restarts of a container, where its number soon belongs to another program or to a zombie. */
function isStale(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !stat.includes('(postgres)') || /\) [ZX] /.test(stat)
  } catch {
    return process.platform === 'linux'
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A server that repairs itself after a crash refuses connections for a while. */
async function answersInTime(url: string): Promise<boolean> {
  const deadline = Date.now() + joinTimeoutMs
  do {
    if (await answers(url)) return true
    await sleep(200)
  } while (Date.now() < deadline)
  return false
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

async function createCluster(binaries: PostgresBinaries, data: string, passwordFile: string): Promise<void> {
  const unfinished = `${data}.new`
  fs.rmSync(unfinished, { recursive: true, force: true })
  fs.mkdirSync(unfinished, { mode: 0o700 })
  fs.writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
  if (binaries.owner) {
    fs.chownSync(unfinished, binaries.owner.uid, binaries.owner.gid)
    fs.chownSync(passwordFile, binaries.owner.uid, binaries.owner.gid)
  }
  await run(binaries, binaries.path('initdb'), [
    ...['-D', unfinished, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
  ])
  // Renamed only when whole, so that an interrupted first start is simply begun again.
  fs.rmSync(data, { recursive: true, force: true })
  fs.renameSync(unfinished, data)
}

function serverFlags(options: Options, port: number): string {
  const settings = {
    listen_addresses: '127.0.0.1',
    max_connections: String(options.maxConnections ?? 100),
    shared_buffers: '128MB',
    // A flush that the disk takes long for must not hold up every other statement at once.
    wal_buffers: '16MB',
    // Each checkpoint is followed by whole pages in the log: under load once a minute with the server's own 1 GB.
    max_wal_size: '2GB',
    // Tables that are full and empty by turns are cleared before they fill the server's memory.
    autovacuum_naptime: '15s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...(options.durable === false && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  return [`-p ${port}`, "-c unix_socket_directories=''", ...flags].join(' ')
}

async function startCluster(binaries: PostgresBinaries, options: Options, data: string): Promise<number> {
  const log = path.join(options.directory, 'server.log')
  fs.writeFileSync(log, '', { mode: 0o600 })
  if (binaries.owner) fs.chownSync(log, binaries.owner.uid, binaries.owner.gid)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? options.preferredPort : 0)
    try {
      const flags = serverFlags(options, port)
      await run(binaries, binaries.path('pg_ctl'), ['start', '-w', '-t', '30', '-D', data, '-l', log, '-o', flags], log)
      return port
    } catch (error) {
      // The free port may have been taken meanwhile, and a server that was just killed needs a moment to vanish.
      if (attempt >= startAttempts) throw error
      await sleep(attempt * 300)
    }
  }
}

async function stopCluster(pidFile: string): Promise<void> {
  const running = readPidFile(pidFile)
  if (!running) return
  try {
    // SIGINT is PostgreSQL's fast shutdown; pg_ctl would refuse to do this as root.
    process.kill(running.pid, 'SIGINT')
  } catch {
    return
  }
  const deadline = Date.now() + stopTimeoutMs
  while (fs.existsSync(pidFile) && Date.now() < deadline) await sleep(20)
}

/**
 * Starts a real PostgreSQL that belongs to `directory`, or joins the one that already runs there; data survive kill -9.
 * Listens on loopback only, with a random password. Throws an EmbeddedPostgresError whose message is one clear sentence.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory)
  const data = path.join(directory, 'data')
  const passwordFile = path.join(directory, 'password')
  const pidFile = path.join(data, 'postmaster.pid')
  const binaries = findPostgresBinaries()
  fs.mkdirSync(directory, { recursive: true, mode: binaries.owner ? 0o711 : 0o700 })
  let state: EmbeddedPostgres['state'] = 'started'
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) {
    assertSpace(directory)
    await createCluster(binaries, data, passwordFile)
    state = 'created'
  }
  const password = fs.readFileSync(passwordFile, 'utf8').trim()
  const urlAt = (port: number, name: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${name}`
  const running = readPidFile(pidFile)
  let port = running?.port ?? 0
  if (running && !isStale(running.pid) && (await answersInTime(urlAt(port, 'postgres')))) state = 'joined'
  else {
    if (running && isStale(running.pid)) fs.rmSync(pidFile, { force: true })
    assertSpace(directory)
    port = await startCluster(binaries, { ...options, directory }, data)
  }
  await ensureDatabase(urlAt(port, 'postgres'), options.database)
  return {
    state,
    port,
    pid: readPidFile(pidFile)?.pid ?? 0,
    url: (name = options.database) => urlAt(port, name),
    stop: async () => await stopCluster(pidFile),
  }
}
