import { execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeFlags } from '../node-flags'

export type Started = { pid: number; ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }> }

const pollMs = 25
const killWaitMs = 5_000
const tailBytes = 6_000

/** Whether a process lives and is the program we think it is: numbers are reused after a restart of the machine. */
export function runsProgram(pid: number | undefined, program: string): boolean {
  if (!pid || pid < 2) return false
  try {
    process.kill(pid, 0)
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program)
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(program)
  } catch {
    return false
  }
}

/** Starts one of our programs in its own process group, so that Ctrl-C in the terminal reaches only `up`, which stops all in order. */
export function startProgram(program: string, args: string[], env: NodeJS.ProcessEnv, logFile: string): Started {
  if (fs.existsSync(logFile)) fs.renameSync(logFile, `${logFile}.before`)
  const log = fs.openSync(logFile, 'w', 0o600)
  const options: SpawnOptions = { detached: true, stdio: ['ignore', log, log], env }
  const child = spawn(process.execPath, [...nodeFlags(), program, ...args], options)
  fs.closeSync(log)
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: 1, signal: null }))
  })
  return { pid: child.pid ?? 0, ended }
}

async function isGone(pid: number, program: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (runsProgram(pid, program)) {
    if (Date.now() > deadline) return false
    await sleep(pollMs)
  }
  return true
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself in between.
  }
}

/** Asks a process to end and waits; kills it when it doesn't in time. Nothing happens when `pid` is another program. */
export async function stopProgram(pid: number | undefined, program: string, graceMs: number): Promise<void> {
  if (!pid || !runsProgram(pid, program)) return
  signal(pid, 'SIGTERM')
  if (await isGone(pid, program, graceMs)) return
  signal(pid, 'SIGKILL')
  await isGone(pid, program, killWaitMs)
}

/** The end of a log, for a person who wonders why. */
export function readTail(file: string): string {
  if (!fs.existsSync(file)) return ''
  return fs.readFileSync(file, 'utf8').slice(-tailBytes).trim()
}

function listParents(): { pid: number; parent: number }[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
    return lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => ({ pid, parent }))
  }
  const names = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return names.flatMap((name) => {
    try {
      const stat = fs.readFileSync(path.join('/proc', name, 'stat'), 'utf8')
      return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }]
    } catch {
      // It ended meanwhile.
      return []
    }
  })
}

/** The processes that `pid` started and that still live. */
export function listChildren(pid: number): number[] {
  return listParents()
    .filter((each) => each.parent === pid)
    .map((each) => each.pid)
}
