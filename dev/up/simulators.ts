import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../progress.mjs'
import { readTail, runsProgram, startProgram, stopProgram } from './processes'
import type { RunState } from './run-state'

type Simulator = NonNullable<RunState['simulator']>
type Options = {
  dataDirectory: string
  running: Simulator | undefined
  /** Where signed webhooks go. */
  target: string
  /** Identifies the program's build: another one is replaced, not joined. */
  build: string
  port: number | undefined
  env: NodeJS.ProcessEnv
}

export const simulatorProgram = 'dist/dev/simulator.js'
const startTimeoutMs = 20_000
const stopGraceMs = 5_000
const probeTimeoutMs = 2_000

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_sim/served?after=0`, { signal: AbortSignal.timeout(probeTimeoutMs) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

function readFirstLine(logFile: string): { url: string; stripeUrl?: string } | null {
  for (const line of fs.readFileSync(logFile, 'utf8').split('\n').slice(0, -1)) {
    if (!line.startsWith('{')) continue
    const said = JSON.parse(line) as { url?: string; stripeUrl?: string }
    if (said.url) return { url: said.url, ...(said.stripeUrl && { stripeUrl: said.stripeUrl }) }
  }
  return null
}

async function start(options: Options, port: number | undefined): Promise<Simulator | null> {
  const logFile = path.join(options.dataDirectory, 'simulator.log')
  const args = ['--data-dir', path.join(options.dataDirectory, 'simulator'), '--port', String(port ?? 0)]
  const env = { ...options.env, STRIPE_WEBHOOK_URL: options.target }
  const child = startProgram(simulatorProgram, args, env, logFile)
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline && runsProgram(child.pid, simulatorProgram)) {
    const said = readFirstLine(logFile)
    if (said) return { pid: child.pid, ...said, target: options.target, build: options.build }
    await sleep(20)
  }
  await stopProgram(child.pid, simulatorProgram, stopGraceMs)
  return null
}

/** Joins the simulators that run for this data folder, or starts them on the port they had before, else on a free one. */
export async function startSimulators(
  options: Options,
): Promise<{ simulator: Simulator; state: 'started' | 'joined' }> {
  const { running } = options
  if (running && runsProgram(running.pid, simulatorProgram)) {
    const isSame = running.build === options.build && running.target === options.target
    if (isSame && (await answers(running.url))) return { simulator: running, state: 'joined' }
    await stopProgram(running.pid, simulatorProgram, stopGraceMs)
  }
  const started = (options.port && (await start(options, options.port))) || (await start(options, undefined))
  if (started) return { simulator: started, state: 'started' }
  throw new StartError(`The simulators did not start:\n${readTail(path.join(options.dataDirectory, 'simulator.log'))}`)
}

/** Ends the simulators of this data folder. */
export async function stopSimulators(simulator: Simulator | undefined): Promise<void> {
  await stopProgram(simulator?.pid, simulatorProgram, stopGraceMs)
}
