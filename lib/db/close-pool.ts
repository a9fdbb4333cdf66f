import type pg from 'pg'
import { dropProcessState, processState } from '../process-state'
import { pool } from './pg'

/** Ends the process's pool after its running statements; the next use opens a new one. */
export async function closePool(): Promise<void> {
  const state = processState('db.closing', (): { running: Promise<void> | null } => ({ running: null }))
  const current: pg.Pool = pool()
  dropProcessState('db.pool')
  state.running = current.end()
  await state.running
  state.running = null
}
