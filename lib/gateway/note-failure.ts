import { countSwitch } from '../metrics'
import { settings } from '../settings'
import type { Call } from './call'
import { exhaustedError } from './failover'
import type { CallPlan } from './plan-call'
import type { Tried } from './try-account'

/** Keeps a failed try with the call. Throws the mapped error once no further attempt may be started: too many switches, too late, or output is out. */
export function noteFailure(
  call: Call,
  plan: CallPlan,
  accountId: string,
  tried: Exclude<Tried, { kind: 'done' }>,
): void {
  plan.tried.add(accountId)
  if (tried.kind === 'gone') return
  plan.attempts.push(tried.attempt)
  plan.failures.push(tried.failure)
  const tooMany = plan.failures.length > settings().maxSwitches
  if (tooMany || isTooLate(plan) || call.exchange.signal.aborted) throw exhaustedError(plan.failures)
  countSwitch(accountId, tried.failure.kind)
}

/** Whether the time in which another attempt may be started is over. */
export function isTooLate(plan: CallPlan): boolean {
  return performance.now() - plan.firstAttemptMs > settings().failoverWindowMs
}
