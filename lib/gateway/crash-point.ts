import { env } from '../env'

/** The named instants at which the kill test ends the process (local mode only). */
export type CrashPoint =
  | 'after_hold'
  | 'after_account_slot'
  | 'before_first_byte'
  | 'mid_stream'
  | 'after_last_byte'
  | 'in_settle'
  | 'after_settle'

/** Ends the process as kill -9 would when TURNPIKE_CRASH_AT names this point. */
export function crashPoint(point: CrashPoint): void {
  if (env().TURNPIKE_CRASH_AT === point) process.kill(process.pid, 'SIGKILL')
}
