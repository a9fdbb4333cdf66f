// `npm run up`: from a fresh clone to a running Turnpike. This file needs Node alone; once the packages are there and
// everything is built, dist/dev/up.js goes on.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkNode, ensureInstalled } from './install.mjs'
import { explain, StartError, step } from './progress.mjs'

// Also on a Node too old to go on, which must still be told so.
const root = fileURLToPath(new URL('..', import.meta.url))

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

async function main() {
  checkNode()
  loadEnvironmentFile()
  await checkPort()
  await ensureInstalled()
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
