import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadyFile } from '../../dev/up/ready-file'
import { freePort } from './free-port'

export type LocalTurnpike = {
  ready: ReadyFile
  dataDirectory: string
  /** Everything `npm run up` has printed so far. */
  output(): string
  /** Ends it with a signal and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

type Options = {
  dataDirectory: string
  port: number
  /** The clone to run in; default: this one. */
  directory?: string
  env?: Record<string, string>
  uid?: number
  timeoutMs?: number
}

const defaultTimeoutMs = 180_000

/** An environment as on a fresh machine: nothing of the developer's shell but the path. */
function freshEnvironment({ dataDirectory, port, env }: Options): NodeJS.ProcessEnv {
  const keep = Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'npm_config_registry'].map((name) => [name, process.env[name]]),
  )
  return { ...keep, NODE_ENV: 'production', PORT: String(port), DATA_DIR: dataDirectory, ...env }
}

function start(options: Options): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['dev/up.mjs'], {
    cwd: options.directory ?? process.cwd(),
    env: freshEnvironment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
  }
  return { child, output: () => output }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  return await new Promise((resolve) => child.once('close', resolve))
}

/** Runs `npm run up` to its end, for starts that must fail; answers exit code and output. */
export async function runLocalTurnpike(options: Options): Promise<{ code: number | null; output: string }> {
  const { child, output } = start(options)
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? defaultTimeoutMs)
  const code = await ended(child)
  clearTimeout(timer)
  return { code, output: output() }
}

/** Starts everything as `npm run up` does, in its own data folder, and waits until it is ready; on another port when somebody was quicker. */
export async function startLocalTurnpike(options: Options, attempts = 3): Promise<LocalTurnpike> {
  const { child, output } = start(options)
  const deadline = Date.now() + (options.timeoutMs ?? defaultTimeoutMs)
  while (!output().includes('Turnpike is ready at ')) {
    if (child.exitCode !== null) {
      if (attempts > 1 && output().includes('is taken by another program'))
        return await startLocalTurnpike({ ...options, port: await freePort() }, attempts - 1)
      throw new Error(`npm run up ended (exit ${child.exitCode}):\n${output()}`)
    }
    if (Date.now() > deadline) {
      child.kill('SIGTERM')
      throw new Error(`npm run up was not ready in time:\n${output()}`)
    }
    await sleep(50)
  }
  const ready = JSON.parse(fs.readFileSync(path.join(options.dataDirectory, 'ready.json'), 'utf8')) as ReadyFile
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return await ended(child)
  }
  return { ready, dataDirectory: options.dataDirectory, output, stop }
}
