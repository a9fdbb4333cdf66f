import { appendFile, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { logger } from '../logger'
import { processState } from '../process-state'
import { journalFile } from './journal-files'
import type { LedgerState } from './state-types'

const waitMs = 1_000
const lookEveryMs = 500

type Journal = { timer: NodeJS.Timeout | null; writing: boolean; lines: number }

function journal(): Journal {
  return processState('ledger.journal', (): Journal => ({ timer: null, writing: false, lines: 0 }))
}

async function append(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await appendFile(file, text, { mode: 0o600 })
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function look(state: LedgerState, own: Journal): Promise<void> {
  const old = state.pending.unjournaled(Date.now() - waitMs)
  if (old.length > 0) {
    await append(journalFile(state.processId), old.map((entry) => `${JSON.stringify(entry.item)}\n`).join(''))
    for (const entry of old) entry.journaled = true
    own.lines += old.length
  }
  if (state.pending.size > 0) return
  if (own.timer) clearInterval(own.timer)
  own.timer = null
  // Everything in it is durable in the database now.
  if (own.lines > 0) await rm(journalFile(state.processId), { force: true })
  own.lines = 0
}

async function lookOnce(state: LedgerState, own: Journal): Promise<void> {
  if (own.writing) return
  own.writing = true
  try {
    await look(state, own)
  } catch (error) {
    // The settlements stay in memory and are still being sent; only their copy on disk is missing.
    logger().error({ err: error }, 'the settlement journal cannot be written')
  } finally {
    own.writing = false
  }
}

/** Lets settlements that wait longer than a second be written to disk (fsynced), and removes them when they are durable. */
export function journalPending(state: LedgerState): void {
  const own = journal()
  if (own.timer) return
  own.timer = setInterval(() => void lookOnce(state, own), lookEveryMs)
  own.timer.unref()
}
