import fs from 'node:fs'
import path from 'node:path'
import { writePrivateFile } from './private-file'

/** What programs on this machine read to use a local Turnpike; the names are fixed. */
export type ReadyFile = {
  schema: 1
  url: string
  adminEmail: string
  adminPassword: string
  managementToken: string
  demoUserId: string
  demoApiKey: string
  demoPoolId: string
  simulatorUrl: string | null
  stripeSimulatorUrl: string | null
  mailOutboxDir: string
  databaseUrl: string
  startedAt: string
  version: string
  pids: { up: number; server: number; workers: number[]; simulator: number | null; database: number }
}

const fileIn = (dataDirectory: string) => path.join(dataDirectory, 'ready.json')

/** Written by rename, when everything works. */
export function writeReadyFile(dataDirectory: string, ready: ReadyFile): void {
  writePrivateFile(fileIn(dataDirectory), ready)
}

/** Gone as soon as it isn't true any more. */
export function removeReadyFile(dataDirectory: string): void {
  fs.rmSync(fileIn(dataDirectory), { force: true })
}
