import type { EndSignal } from '../ending'
import type { AttemptRecord } from '../ledger'
import type { ServingAccount } from '../scheduling'
import { settings } from '../settings'
import { accountPath } from '../upstream-accounts'
import { type AttemptResult, attemptUpstream } from './attempt'
import { type Call, noteFirstAsked } from './call'
import type { CallPlan } from './plan-call'
import type { BodyEdits } from './protocols'
import { upstreamHeaders } from './upstream-headers'

/** Clients that bring their own instructions whatever the pool says. */
const exemptAgents = /^(codex_cli_rs\/|codex_exec\/|codex_vscode\/|codex\b)/

function editsOf(call: Call, plan: CallPlan, serving: ServingAccount): BodyEdits {
  const { pool, request } = plan
  const exempt = exemptAgents.test(call.exchange.header('user-agent') ?? '')
  const policy = pool.instructionsPolicy
  return {
    model: serving.upstreamModel === request.model ? null : serving.upstreamModel,
    instructions:
      policy === 'passthrough' || exempt || pool.instructions === '' ? null : { text: pool.instructions, mode: policy },
    maxOutputTokens: plan.clampedOutputTokens,
  }
}

/** Sends the call to one account: the caller's bytes, with only what must differ changed. Never throws for the upstream's answer. */
export async function forward(
  call: Call,
  plan: CallPlan,
  serving: ServingAccount,
  signal: EndSignal,
): Promise<AttemptResult> {
  const { request } = plan
  const limits = settings()
  const secret = await serving.account.secret()
  const span = call.span?.child(`attempt ${serving.upstreamModel}`, {
    'gen_ai.request.model': serving.upstreamModel,
    'turnpike.account_id': serving.account.accountId,
    'server.address': new URL(serving.account.baseUrl).hostname,
  })
  const headers = upstreamHeaders(call.exchange, call.protocol, serving.account, secret, request.stream)
  if (span) headers['traceparent'] = span.traceparent
  const body = call.protocol.edit(request, editsOf(call, plan, serving))
  noteFirstAsked(call)
  const result = await attemptUpstream({
    account: serving.account,
    path: accountPath(
      serving.account,
      call.protocol.upstreamPath(request, call.path, serving.upstreamModel),
      serving.upstreamModel,
    ),
    headers,
    body,
    headerTimeoutMs: request.stream ? limits.headerTimeoutStreamMs : limits.headerTimeoutJsonMs,
    signal,
  })
  span?.end({ 'turnpike.attempt': result.kind }, result.kind === 'failure' ? result.failure.kind : null)
  return result
}

/** An attempt as it is kept with the record; filled in as the answer comes. */
export function attemptRecord(accountId: string, result: AttemptResult): AttemptRecord {
  const blank = {
    accountId,
    status: null,
    failure: null,
    headerMs: null,
    firstTokenMs: null,
    bytes: 0,
    upstreamRequestId: null,
  }
  if (result.kind === 'answer')
    return {
      ...blank,
      status: result.answer.status,
      headerMs: result.answer.headerMs,
      upstreamRequestId: result.answer.upstreamRequestId,
    }
  if (result.kind === 'aborted') return { ...blank, failure: 'cancelled' }
  return {
    ...blank,
    status: result.failure.status,
    failure: result.failure.kind,
    headerMs: result.headerMs,
    upstreamRequestId: result.upstreamRequestId,
  }
}
