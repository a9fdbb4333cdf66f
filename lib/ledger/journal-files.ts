import path from 'node:path'
import { env } from '../env'

/** Where the journals of this installation's processes are. */
export function journalDirectory(): string {
  return path.resolve(env().DATA_DIR, 'settlements')
}

/** One file for each process; its pid tells whether the owner still lives. */
export function journalFile(processId: string): string {
  return path.join(journalDirectory(), `${processId}.${process.pid}.jsonl`)
}

/** The n-th file of a process's call journal. */
export function callJournalFile(processId: string, n: number): string {
  return path.join(journalDirectory(), `${processId}.${process.pid}.calls-${n}.jsonl`)
}
