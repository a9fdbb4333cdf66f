import type { PoolConfig } from '../account-pools'
import type { EndSignal } from '../ending'
import type { AttemptRecord } from '../ledger'
import { isPromise } from '../maybe-promise'
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
  return {
    model: serving.upstreamModel === request.model ? null : serving.upstreamModel,
    instructions: instructionsOf(call, pool),
    maxOutputTokens: plan.clampedOutputTokens,
  }
}

function instructionsOf(call: Call, pool: PoolConfig): BodyEdits['instructions'] {
  const { instructions: text, instructionsPolicy: mode } = pool
  if (mode === 'passthrough' || text === '') return null
  return exemptAgents.test(call.exchange.header('user-agent') ?? '') ? null : { text, mode }
}

/** Sends the call to one account: the caller's bytes, with only what must differ changed. Never throws for the upstream's answer. */
export function forward(
  call: Call,
  plan: CallPlan,
  serving: ServingAccount,
  signal: EndSignal,
): Promise<AttemptResult> {
  const secret = serving.account.secret()
  if (isPromise(secret)) return secret.then((known) => send({ call, plan, serving, signal, secret: known }))
  return send({ call, plan, serving, signal, secret })
}

type Sending = { call: Call; plan: CallPlan; serving: ServingAccount; signal: EndSignal; secret: string }

function send({ call, plan, serving, signal, secret }: Sending): Promise<AttemptResult> {
  const { request } = plan
  const limits = settings()
  const span = call.span?.child(`attempt ${serving.upstreamModel}`, {
    'gen_ai.request.model': serving.upstreamModel,
    'turnpike.account_id': serving.account.accountId,
    'server.address': new URL(serving.account.baseUrl).hostname,
  })
  const own = upstreamHeaders(call.exchange, call.protocol, serving.account, secret, request.stream)
  const headers = span ? { ...own, traceparent: span.traceparent } : own
  const body = call.protocol.edit(request, editsOf(call, plan, serving))
  noteFirstAsked(call)
  const attempt = attemptUpstream({
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
  if (!span) return attempt
  return attempt.then((result) => {
    span.end({ 'turnpike.attempt': result.kind }, result.kind === 'failure' ? result.failure.kind : null)
    return result
  })
}

/** An attempt as it is kept with the record; filled in as the answer comes. */
export function attemptRecord(accountId: string, result: AttemptResult): AttemptRecord {
  const isAnswer = result.kind === 'answer'
  const seen = isAnswer ? result.answer : result.kind === 'failure' ? result : null
  const failure = result.kind === 'failure' ? result.failure : null
  return {
    accountId,
    status: isAnswer ? result.answer.status : (failure?.status ?? null),
    failure: result.kind === 'aborted' ? 'cancelled' : (failure?.kind ?? null),
    headerMs: seen?.headerMs ?? null,
    firstTokenMs: null,
    bytes: 0,
    upstreamRequestId: seen?.upstreamRequestId ?? null,
  }
}
