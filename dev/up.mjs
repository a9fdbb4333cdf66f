// `npm run up`: from a fresh clone to a running Turnpike. This file needs Node alone; once the packages are there and
// everything is built, dist/dev/up.js goes on.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { explain, StartError, step } from './progress.mjs'

const root = path.resolve(import.meta.dirname, '..')
const minNode = [20, 19]
const minFreeBytes = 2 * 1024 ** 3
const shownOutput = 4000

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > minNode[0] || (major === minNode[0] && minor >= minNode[1])) return
  throw new StartError(
    `Turnpike needs Node.js ${minNode.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
}

function loadEnvironmentFile() {
  const file = path.join(root, '.env')
  if (fs.existsSync(file)) process.loadEnvFile(file)
}

/** Whether a process lives and is an `up`: numbers are reused. */
function isUp(pid) {
  if (!pid || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('up.mjs')
  } catch {
    return false
  }
}

function readRun() {
  try {
    const file = path.resolve(root, process.env.DATA_DIR || '.data', 'run.json')
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

async function isTaken(host, port) {
  return await new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(error.code === 'EADDRINUSE'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)))
  })
}

/** Told before anything is installed or built. */
async function checkPort() {
  const host = process.env.HOST || '127.0.0.1'
  const port = Number(process.env.PORT || 3000)
  const run = readRun()
  if (isUp(run.up)) {
    throw new StartError(`Turnpike already runs at ${run.url} (process ${run.up}). Stop that one first.`)
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535 || !(await isTaken(host, port))) return
  // A server whose `up` was killed is replaced later on.
  if (run.server && run.url?.endsWith(`:${port}`)) return
  throw new StartError(
    `Port ${port} on ${host} is taken by another program. Stop it, or choose another: PORT=3001 npm run up`,
  )
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages ?? {}
}

/** Whether node_modules holds what the lock file says; npm keeps its own copy of the lock there. */
function isInstalled() {
  try {
    const installed = readPackages('node_modules/.package-lock.json')
    return Object.entries(readPackages('package-lock.json')).every(
      ([name, wanted]) => name === '' || wanted.optional || wanted.peer || installed[name]?.version === wanted.version,
    )
  } catch {
    return false
  }
}

function isWritable(directory) {
  try {
    fs.accessSync(directory, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

function npmCommand() {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

async function install(note) {
  const { bavail, bsize } = fs.statfsSync(root)
  if (bavail * bsize < minFreeBytes) {
    throw new StartError(
      'There is not enough disk space to install Turnpike (it needs 2 GB free). Free some space first.',
    )
  }
  const [command, args] = npmCommand()
  // A service user often has no home to keep a cache in.
  const cache = isWritable(os.homedir()) ? {} : { npm_config_cache: path.join(root, 'node_modules', '.npm-cache') }
  const child = spawn(command, [...args, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command.endsWith('.cmd'),
    env: { ...process.env, ...cache },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-shownOutput)
      note(String(chunk).trim().split('\n').at(-1) ?? '')
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new StartError(`npm ci failed (exit ${code}):\n${output.trim()}`)
}

async function main() {
  checkNode()
  loadEnvironmentFile()
  await checkPort()
  if (!isInstalled()) await step('Packages', install)
  const { buildAll } = await import('../scripts/build.mjs')
  await step('Build', async (note) => ((await buildAll({ onNote: note })) ? '' : 'already current'))
  const { up } = await import('../dist/dev/up.js')
  await up()
}

process.chdir(root)
try {
  await main()
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`)
  process.exit(1)
}
