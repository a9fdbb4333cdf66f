import type { AttemptRecord } from '../ledger'
import { logger } from '../logger'
import { isPromise } from '../maybe-promise'
import { countAccountFailure } from '../metrics'
import { settings } from '../settings'
import { type AccountEffect, slots } from '../slots'
import { recordAccountError, setAccountStatus } from '../upstream-accounts'
import type { Call } from './call'
import { crashPoint } from './crash-point'
import type { CallerWatch } from './disconnect'
import { type AttemptFailure, effectOf, exhaustedError, mayFailOver } from './failover'
import { attemptRecord, forward } from './forward'
import { confirmHold, type HeldMoney } from './hold-money'
import { isTooLate } from './note-failure'
import { passRefusal } from './pass-refusal'
import { type CallPlan, servingAccount } from './plan-call'
import { relay } from './relay'
import { noUsage, type Outcome, voided } from './settle'
import type { AccountSlot } from './take-slots'

/** What one account made of the call. */
export type Tried =
  | { kind: 'done'; outcome: Outcome }
  /** Nothing reached the caller: another account may be tried. */
  | { kind: 'failed'; failure: AttemptFailure; attempt: AttemptRecord }
  /** The account was disabled or removed while the call waited for it. */
  | { kind: 'gone' }

export type TryInput = { call: Call; plan: CallPlan; held: HeldMoney; slot: AccountSlot; caller: CallerWatch }

/** Sends the call to the account that was won, relays what comes, and tells the slot store how the account did. */
export async function tryAccount(input: TryInput): Promise<Tried> {
  const { call, plan, held, slot, caller } = input
  const { accountId, lease } = slot
  const earlier = plan.attempts
  const found = servingAccount(call, plan, accountId)
  const serving = isPromise(found) ? await found : found
  if (!serving) return { kind: 'gone' }
  if (earlier.length === 0) plan.firstAttemptMs = performance.now()
  else if (isTooLate(plan)) throw exhaustedError(plan.failures)
  const { shard } = serving.account
  const result = await forward(call, plan, serving, caller.signal)
  const attempt = attemptRecord(accountId, result)
  if (earlier.length === 0 && call.ownMs !== null) attempt.ownMs = call.ownMs
  if (result.kind === 'aborted') return { kind: 'done', outcome: voided(call, [...earlier, attempt]) }
  if (result.kind === 'failure') {
    if (!mayFailOver(result.failure)) {
      passRefusal(call, result.refusal, result.failure)
      return { kind: 'done', outcome: refused(accountId, result.failure, [...earlier, attempt]) }
    }
    await reportFailure(call.requestId, accountId, shard, serving.upstreamModel, result.failure)
    return { kind: 'failed', failure: result.failure, attempt }
  }
  const confirming = confirmHold(held, result.answer)
  if (confirming !== null) await confirming
  crashPoint('before_first_byte')
  const relaying = relay({ call, plan, held, serving, answer: result.answer, attempt, earlier, caller })
  const relayed = isPromise(relaying) ? await relaying : relaying
  if (relayed.kind === 'failed') {
    if (caller.left && caller.signal.aborted)
      return { kind: 'done', outcome: voided(call, [...earlier, relayed.attempt]) }
    if (!mayFailOver(relayed.failure)) {
      passRefusal(call, null, relayed.failure)
      return { kind: 'done', outcome: refused(accountId, relayed.failure, [...earlier, relayed.attempt]) }
    }
    await reportFailure(call.requestId, accountId, shard, serving.upstreamModel, relayed.failure)
    return { kind: 'failed', failure: relayed.failure, attempt: relayed.attempt }
  }
  const effect = effectOfEnd(relayed.outcome)
  if (effect.kind === 'failure') countAccountFailure(accountId, effect.kind)
  if (effect.kind === 'success') lease.succeeded(serving.upstreamModel)
  else report(accountId, shard, serving.upstreamModel, effect)
  return { kind: 'done', outcome: relayed.outcome }
}

function refused(accountId: string, failure: AttemptFailure, attempts: readonly AttemptRecord[]): Outcome {
  return {
    status: 'failed',
    errorCode: 'upstream_rejected',
    endReason: failure.status === null ? null : String(failure.status),
    accountId,
    upstreamModel: null,
    usage: noUsage,
    usageSource: 'none',
    attempts,
    responseId: null,
    firstTokenMs: null,
    cost: null,
  }
}

/** A stream that broke after output counts against its account like any failure; a caller who left or our own end doesn't. */
function effectOfEnd(outcome: Outcome): AccountEffect {
  if (outcome.errorCode === 'overloaded') return { kind: 'none' }
  if (outcome.status === 'truncated' || outcome.status === 'failed')
    return { kind: 'failure', reason: outcome.endReason ?? outcome.status }
  return { kind: 'success' }
}

async function reportFailure(
  requestId: string,
  accountId: string,
  shard: string,
  model: string,
  failure: AttemptFailure,
): Promise<void> {
  const effect = effectOf(failure, model, settings().cooldownCredentialsMs)
  recordAccountError(accountId, {
    failure: failure.kind,
    status: failure.status,
    model,
    message: failure.reason,
    requestId,
  })
  if (effect.kind !== 'none') countAccountFailure(accountId, effect.kind)
  const { becameError } = await slots().reportOutcome(accountId, shard, model, effect)
  if (becameError) await setAccountStatus(accountId, 'error', failure.reason)
}

/** Off the caller's way. */
function report(accountId: string, shard: string, model: string, effect: AccountEffect): void {
  const reported = slots().reportOutcome(accountId, shard, model, effect)
  if (!isPromise(reported)) return
  reported.catch((error: unknown) =>
    logger().warn({ err: error, accountId }, 'an account outcome could not be reported'),
  )
}
