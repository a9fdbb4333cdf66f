import { processState } from '../process-state'
import { isUnreachable } from './is-unreachable'
import { pool } from './pg'

/** A page that is asked for within this time of another one's answer takes that. */
const keptMs = 1_000

type Last = { atMs: number; answer: Promise<boolean> }

async function ask(): Promise<boolean> {
  try {
    await pool().query('SELECT 1')
    return true
  } catch (error) {
    return !isUnreachable(error)
  }
}

/** Whether the database can be reached, asked at most once a second; one that is only slow can. */
export async function databaseAnswers(nowMs: number = Date.now()): Promise<boolean> {
  const state = processState('database-answers', () => ({ last: null as Last | null }))
  if (state.last === null || nowMs - state.last.atMs >= keptMs) state.last = { atMs: nowMs, answer: ask() }
  return await state.last.answer
}
