import { errorRow } from '../errors'
import { logCall, logger, plainLogger } from '../logger'
import { countRefusal } from '../metrics'
import type { Call } from './call'
import type { Outcome } from './settle'

/** One structured line per call; what the operator should look at is louder than a caller's mistake. */
export function finishCall(call: Call, outcome: Outcome | null): void {
  const { error } = call
  call.span?.end(
    {
      'turnpike.status': outcome?.status ?? 'refused',
      'turnpike.queue_ms': Math.round(call.queuedMs),
      'turnpike.attempts': outcome?.attempts.length ?? 0,
      'gen_ai.usage.input_tokens': outcome?.usage.input ?? 0,
      'gen_ai.usage.output_tokens': outcome?.usage.output ?? 0,
    },
    call.errorCode,
  )
  if (error === null && outcome) {
    logAnswered(call, outcome)
    return
  }
  if (error) countRefusal(error.code)
  const level = error ? errorRow(error.code).logLevel : 'info'
  const log = error?.code === 'internal' ? logger() : plainLogger()
  log[level](
    {
      requestId: call.requestId,
      path: call.path.path,
      status: outcome?.status ?? 'refused',
      code: call.errorCode ?? undefined,
      accountId: outcome?.accountId ?? undefined,
      attempts: outcome?.attempts.length,
      queueMs: Math.round(call.queuedMs),
      ms: Math.round(performance.now() - call.startedMs),
      err: error?.code === 'internal' ? error.cause : undefined,
    },
    'call',
  )
}

function logAnswered(call: Call, outcome: Outcome): void {
  logCall({
    requestId: call.requestId,
    path: call.path.path,
    status: outcome.status,
    code: call.errorCode,
    accountId: outcome.accountId,
    attempts: outcome.attempts.length,
    queueMs: Math.round(call.queuedMs),
    ms: Math.round(performance.now() - call.startedMs),
  })
}
