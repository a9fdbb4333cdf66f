import { type ChildProcess, fork, spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Longest wait for a clean end. */
const stopMs = 15_000

/** What to do when the run is over, in reverse order. */
export const cleanUps: (() => unknown)[] = []

/** Gives back everything that was started. */
export async function cleanUp(): Promise<void> {
  for (let undo = cleanUps.pop(); undo; undo = cleanUps.pop()) await undo()
}

function endWithUs(child: ChildProcess): void {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  cleanUps.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    // One that was stopped hears of it only now.
    child.kill('SIGCONT')
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
    await exited
    clearTimeout(timer)
  })
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

/** Starts one of the benchmark's own programs. */
export function forkProgram(name: string): ChildProcess {
  const child = fork(new URL(`./${name}.mjs`, import.meta.url), { stdio: 'inherit' })
  endWithUs(child)
  return child
}

/** Starts a server with its log in a file, and waits until `url` answers anything at all. */
export async function startServer(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; log: string; url: string },
): Promise<number> {
  const log = openSync(options.log, 'a')
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...options.env,
  }
  const child = spawn(command, args, { env, cwd: options.cwd, stdio: ['ignore', log, log] })
  endWithUs(child)
  const deadline = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${readFileSync(options.log, 'utf8').slice(-2000)}`)
    try {
      const response = await fetch(options.url, { signal: AbortSignal.timeout(2_000) })
      await response.arrayBuffer()
      if (response.status !== 503) return child.pid ?? 0
    } catch {
      // It doesn't listen yet.
    }
    if (Date.now() > deadline)
      throw new Error(`${command} did not start: ${readFileSync(options.log, 'utf8').slice(-2000)}`)
    await sleep(50)
  }
}

/** Starts a server that speaks no HTTP, and waits until its port takes connections. */
export async function startListener(
  command: string,
  args: readonly string[],
  options: { log: string; port: number },
): Promise<void> {
  const log = openSync(options.log, 'a')
  endWithUs(spawn(command, args, { stdio: ['ignore', log, log] }))
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    const taken = await new Promise<boolean>((resolve) => {
      const socket = net.connect(options.port, '127.0.0.1', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (taken) return
  }
  throw new Error(`${command} did not start`)
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

function signalAll(pids: readonly number[], signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      for (const each of [pid, ...childrenOf(pid)]) process.kill(each, signal)
    } catch {
      // It has ended, or this system has no /proc: then it isn't stopped either.
    }
  }
}

/** Runs `measure` while these servers are stopped, so that nobody pays for what another does when it has nothing to do. */
export async function withStopped<T>(pids: readonly number[], measure: () => Promise<T>): Promise<T> {
  signalAll(pids, 'SIGSTOP')
  try {
    return await measure()
  } finally {
    signalAll(pids, 'SIGCONT')
  }
}

const ticksPerSecond = 100

/** Processor time that a process has used, in milliseconds; null where /proc doesn't tell. */
export function cpuMs(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
  } catch {
    return null
  }
}

/** Processor time of a process and its children that are running now (a database and its connections). */
export function familyCpuMs(pid: number): number | null {
  const own = cpuMs(pid)
  if (own === null) return null
  return childrenOf(pid).reduce((sum, child) => sum + (cpuMs(child) ?? 0), own)
}

/** Resident memory of a process in bytes; null where /proc doesn't tell. */
export function residentBytes(pid: number): number | null {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
  } catch {
    return null
  }
}
