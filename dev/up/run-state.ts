import fs from 'node:fs'
import path from 'node:path'
import { readPrivateFile, writePrivateFile } from './private-file'

/** What runs for this data folder; the next start joins the database and the simulator, and replaces a lost server. */
export type RunState = {
  up?: number
  server?: number
  url?: string
  simulator?: { pid: number; url: string; stripeUrl?: string; target: string; build: string }
}

const fileIn = (dataDirectory: string) => path.join(dataDirectory, 'run.json')

/** Reads what the last start left; empty when nothing did. */
export function readRunState(dataDirectory: string): RunState {
  return (readPrivateFile(fileIn(dataDirectory)) ?? {}) as RunState
}

/** Keeps what runs now. */
export function writeRunState(dataDirectory: string, state: RunState): void {
  if (Object.keys(state).length === 0) fs.rmSync(fileIn(dataDirectory), { force: true })
  else writePrivateFile(fileIn(dataDirectory), state)
}
