import { env } from '../env'
import { shared } from '../process-state'

/** The named instants at which the kill test ends the process (local mode only). */
export type CrashPoint =
  | 'after_hold'
  | 'after_account_slot'
  | 'before_first_byte'
  | 'mid_stream'
  | 'after_last_byte'
  | 'in_settle'
  | 'after_settle'

type Countdown = { point: string | null; left: number }

const countdown = shared('gateway-crash-countdown', (): Countdown => {
  const [point = null, times = '1'] = env().TURNPIKE_CRASH_AT?.split(':') ?? []
  return { point, left: Number(times) }
})

/** Ends the process as kill -9 would when TURNPIKE_CRASH_AT names this point, at the time that it counts to. */
export function crashPoint(point: CrashPoint): void {
  const set = countdown()
  if (set.point !== point) return
  set.left -= 1
  if (set.left === 0) process.kill(process.pid, 'SIGKILL')
}
