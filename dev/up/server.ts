import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../progress.mjs'
import { readTail, type Started, startProgram, stopProgram } from './processes'

export const serverProgram = 'dist/server.js'
const readyTimeoutMs = 120_000
const probeTimeoutMs = 2_000
/** A stop lets streams run for a minute after the drain delay; then it must be over. */
const stopGraceMs = 90_000

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(probeTimeoutMs) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

/** Starts the server and waits until it says it is ready; throws with the end of its log when it ends or never is. */
export async function startServer(
  url: string,
  env: NodeJS.ProcessEnv,
  dataDirectory: string,
  onStarted: (pid: number) => void,
): Promise<Started> {
  const logFile = path.join(dataDirectory, 'server.log')
  const server = startProgram(serverProgram, [], env, logFile)
  onStarted(server.pid)
  let hasEnded = false
  void server.ended.then(() => {
    hasEnded = true
  })
  const deadline = Date.now() + readyTimeoutMs
  while (!(await isReady(url))) {
    if (hasEnded) throw new StartError(`The server ended while it started:\n${readTail(logFile)}`)
    if (Date.now() > deadline) {
      await stopServer(server.pid)
      throw new StartError(`The server did not become ready in ${readyTimeoutMs / 1000} s:\n${readTail(logFile)}`)
    }
    await sleep(50)
  }
  return server
}

/** Ends a server: running streams are finished first. */
export async function stopServer(pid: number | undefined): Promise<void> {
  await stopProgram(pid, serverProgram, stopGraceMs)
}
