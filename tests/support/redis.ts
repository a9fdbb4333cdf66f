import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from './free-port'
import { testFolderPrefix } from './provided-context'

export type TestRedis = {
  url: string
  port: number
  pid: number
  /** A plain connection, for what an operator would do by hand. */
  client: Redis
  /** Ends it at once, as a crash would; nothing is kept. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const startTimeoutMs = 10_000
const startAttempts = 3

const isInstalled = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
const maySkip = (process.env['TURNPIKE_SKIP'] ?? '').split(',').includes('redis')

/** Whether suites that need Redis are left out: only when it isn't installed and TURNPIKE_SKIP allows it by name. */
export const skipsRedis = !isInstalled && maySkip

async function canConnect(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function waitUntilUp(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline && child.exitCode === null) {
    if (await canConnect(port)) return true
    await sleep(10)
  }
  return false
}

function createClient(port: number): Redis {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, connectTimeout: 5_000, commandTimeout: 10_000 })
  // A command's own failure is told to who sent it.
  client.on('error', () => undefined)
  return client
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

/** Starts a real, empty redis-server on `port` (default: a free one) that keeps nothing on disk; `flags` as on its command line. */
export async function startTestRedis(options: { port?: number; flags?: string[] } = {}): Promise<TestRedis> {
  if (!isInstalled) {
    throw new Error(
      'redis-server is not installed: apt-get install -y redis-server, or leave its suites out with TURNPIKE_SKIP=redis',
    )
  }
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-redis-`))
  for (let attempt = 1; attempt <= startAttempts; attempt++) {
    const port = options.port ?? (await freePort())
    const base = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory]
    const child = spawn('redis-server', [...base, ...(options.flags ?? [])], { stdio: 'ignore' })
    const stopWith = async (signal: NodeJS.Signals) => {
      await end(child, signal)
      fs.rmSync(directory, { recursive: true, force: true })
    }
    const exitWithParent = () => child.kill('SIGKILL')
    process.once('exit', exitWithParent)
    child.once('exit', () => process.off('exit', exitWithParent))
    if (await waitUntilUp(child, port)) {
      const client = createClient(port)
      const stopBoth = async (signal: NodeJS.Signals) => {
        client.disconnect()
        await stopWith(signal)
      }
      return {
        ...{ url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? 0, client },
        kill: async () => await stopBoth('SIGKILL'),
        stop: async () => await stopBoth('SIGTERM'),
      }
    }
    await end(child, 'SIGKILL')
  }
  throw new Error(`redis-server did not start in ${startAttempts} attempts`)
}
