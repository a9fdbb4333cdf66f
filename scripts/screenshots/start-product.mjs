import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const startMs = 600_000

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Runs `npm run up` in a data folder of its own; answers what it wrote to ready.json, and a way to end it. */
export async function startProduct(root) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-pictures-'))
  const log = path.join(data, 'up.log')
  const out = fs.openSync(log, 'a')
  const child = spawn(process.execPath, ['dev/up.mjs'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', PORT: String(await freePort()), DATA_DIR: data },
    stdio: ['ignore', out, out],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const readyFile = path.join(data, 'ready.json')
  for (const deadline = Date.now() + startMs; !fs.existsSync(readyFile); await sleep(200)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGTERM')
      throw new Error(`Turnpike did not start:\n${fs.readFileSync(log, 'utf8')}`)
    }
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    fs.rmSync(data, { recursive: true, force: true })
  }
  return { ready: JSON.parse(fs.readFileSync(readyFile, 'utf8')), stop }
}
