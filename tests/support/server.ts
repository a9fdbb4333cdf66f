import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeFlags } from '../../dev/node-flags'
import { startUpstreamSimulator } from '../../dev/simulator'
import { createTestDatabase } from './database'
import { freePort } from './free-port'
import { testFolderPrefix } from './provided-context'
import { testSecrets } from './test-environment'

type Options = {
  /** Which door answers gateway paths. */
  door?: 'node' | 'web'
  /** Beside the test secrets; `undefined` leaves a variable out. */
  env?: Record<string, string | undefined>
  /** Shared with other servers of the test; default: a fresh one, dropped at the end. */
  databaseUrl?: string
  /** Shared with other servers of the test; default: an own one in this process. */
  simulatorUrl?: string
  /** Where the settlement journal and the outbox are; default: a fresh folder. Give it to start a crashed server again. */
  dataDirectory?: string
  /** Default: a free one. */
  port?: number
}

export type TestServer = {
  url: string
  port: number
  pid: number
  databaseUrl: string
  simulatorUrl: string
  dataDirectory: string
  /** Everything it has logged so far. */
  logs(): string
  /** Resolves when the process has ended, however that came. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** SIGTERM, then waits for the end; gives back what was made for this server unless it is kept for a next one. Answers the exit code. */
  stop(options?: { keep?: boolean }): Promise<number | null>
  /** Gives back what `stop` or `kill` kept. */
  cleanUp(): Promise<void>
  /** kill -9: as a crash; what was made for this server stays until `stop`. */
  kill(): Promise<void>
}

const program = 'dist/server.js'
const readyTimeoutMs = 60_000
const stopTimeoutMs = 90_000
const probeTimeoutMs = 2_000
const managementToken = 'test-management-token-of-this-server'

type Undo = () => Promise<void>

async function provideDatabase(url: string | undefined, undo: Undo[]): Promise<string> {
  if (url) return url
  const database = await createTestDatabase()
  undo.push(database.drop)
  return database.url
}

async function provideSimulator(url: string | undefined, undo: Undo[]): Promise<string> {
  if (url) return url
  const simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  undo.push(simulator.close)
  return simulator.url
}

function provideDirectory(given: string | undefined, undo: Undo[]): string {
  if (given) return given
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-server-`))
  undo.push(async () => fs.rmSync(directory, { recursive: true, force: true }))
  return directory
}

function serverEnvironment(variables: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables, NODE_ENV: 'production' }
}

async function waitUntilReady(url: string, child: ChildProcess, logs: () => string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended at its start:\n${logs()}`)
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(probeTimeoutMs) })
      await response.arrayBuffer()
      if (response.status === 200) return
    } catch {
      // It doesn't listen yet.
    }
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`the server was not ready in time:\n${logs()}`)
    }
    await sleep(25)
  }
}

function spawnServer(env: NodeJS.ProcessEnv): {
  child: ChildProcess
  logs: () => string
  exited: TestServer['exited']
} {
  if (!fs.existsSync(program)) throw new Error(`${program} is missing: npm run build`)
  const child = spawn(process.execPath, [...nodeFlags(), program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const endWithParent = () => child.kill('SIGKILL')
  process.once('exit', endWithParent)
  void exited.then(() => process.off('exit', endWithParent))
  return { child, logs: () => output, exited }
}

/** Runs the built server in its own process and in local mode, on a fresh migrated database, and waits until it is ready. */
export async function startServer(options: Options = {}): Promise<TestServer> {
  const undo: Undo[] = []
  const databaseUrl = await provideDatabase(options.databaseUrl, undo)
  const simulatorUrl = await provideSimulator(options.simulatorUrl, undo)
  const dataDirectory = provideDirectory(options.dataDirectory, undo)
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const { child, logs, exited } = spawnServer(
    serverEnvironment({
      ...testSecrets,
      ...{ PORT: String(port), DATA_DIR: dataDirectory, GATEWAY_DOOR: options.door ?? 'node' },
      ...{
        EMBEDDED_DATABASE_URL: databaseUrl,
        UPSTREAM_SIMULATOR_URL: simulatorUrl,
        MANAGEMENT_TOKEN: managementToken,
      },
      ...options.env,
    }),
  )
  const cleanUp = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    await waitUntilReady(url, child, logs)
  } catch (error) {
    await cleanUp()
    throw error
  }
  return {
    ...{ url, port, pid: child.pid ?? 0, databaseUrl, simulatorUrl, dataDirectory, logs, exited },
    cleanUp,
    stop: async ({ keep = false } = {}) => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      const { code } = await exited
      clearTimeout(timer)
      if (!keep) await cleanUp()
      return code
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The management token that every test server accepts. */
export const testManagementToken = managementToken
