import type { KeyAccess } from '../api-keys'
import { systemClock } from '../clock'
import { AppError } from '../errors'
import { namesModel } from '../scheduling'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { authenticate } from './authenticate'
import { type Call, startCall } from './call'
import type { Exchange } from './exchange'
import { type AttemptFailure, classifyRefusal, exhaustedError, mayFailOver } from './failover'
import { withField } from './json'
import { maskRefusal } from './mask-refusal'
import { offerOf } from './offer'
import { openPool } from './plan-call'
import { decodedSegment, type PathFacts, type Protocol } from './protocols'
import { refuseReferences } from './protocols/openai-responses'
import { type BodyFacts, modelField, readBodyFacts, stringField } from './protocols/read-fields'
import { readRequestBody } from './read-request'
import { ownerOfResponse } from './response-owner'
import { takeUnbilledSlot } from './take-slots'
import { fetchUnbilled, type UnbilledAnswer } from './unbilled-upstream'

const readFields = new Set(['model', 'previous_response_id', 'conversation', 'prompt', 'input', 'messages', 'tools'])
const maxTries = 4

/** Where an unbilled call may go, and what it says there. */
type Target = { account: UpstreamAccountConfig; bytes: Buffer | null; path: string }

/** Sub-paths that reach an upstream but take no slot and cost nothing: a customer's own stored responses, and token counts. */
export async function handleUnbilled(exchange: Exchange, protocol: Protocol, path: PathFacts): Promise<void> {
  const call = startCall(exchange, protocol, path)
  const access = await authenticate(exchange, protocol.allowsQueryKey)
  const body = exchange.method === 'POST' ? await readRequestBody(exchange) : null
  const lease = await takeUnbilledSlot(call, access)
  try {
    const targets =
      path.params['id'] === undefined ? await counters(call, access, body) : await holder(call, access, body)
    const answer = await firstAnswer(call, targets)
    const bytes = answer.status >= 400 ? Buffer.from(maskRefusal(answer.body.toString('utf8'))) : answer.body
    call.reply.begin(answer.status, ['content-type', 'application/json'])
    call.reply.end(exchange.method === 'HEAD' ? undefined : bytes)
  } finally {
    await lease.release()
  }
}

/** Asks one account after the other until one answers or says that the caller is wrong. */
async function firstAnswer(call: Call, targets: readonly Target[]): Promise<UnbilledAnswer> {
  const failures: AttemptFailure[] = []
  for (const { account, bytes, path } of targets.slice(0, maxTries)) {
    const tried = await fetchUnbilled({
      account,
      method: call.exchange.method === 'HEAD' ? 'GET' : call.exchange.method,
      path: call.protocol.speaks === 'openai' ? path.replace(/^\/v1/, '') : path,
      query: call.path.query,
      body: bytes,
      protocol: call.protocol,
    })
    const failure = 'failure' in tried ? tried.failure : refusalOf(tried)
    if (!('failure' in tried) && (failure === null || !mayFailOver(failure))) return tried
    if (failure) failures.push(failure)
  }
  throw exhaustedError(failures)
}

function refusalOf(answer: UnbilledAnswer): AttemptFailure | null {
  if (answer.status >= 200 && answer.status < 300) return null
  const { status, json, body, header } = answer
  return classifyRefusal({ status, header, body: json, text: body.toString('utf8'), nowMs: systemClock.now() })
}

/** A stored response is only at the account that made it. */
async function holder(call: Call, access: KeyAccess, body: Buffer | null): Promise<Target[]> {
  const { accountId } = await ownerOfResponse(access.userId, call.path.params['id'] ?? '')
  return [await onlyAt(access, accountId, { bytes: body, path: call.path.path })]
}

async function onlyAt(access: KeyAccess, accountId: string, rest: Omit<Target, 'account'>): Promise<Target> {
  const pool = await openPool(access.poolId)
  const account = pool.accounts.find((candidate) => candidate.accountId === accountId)
  if (account) return { account, ...rest }
  throw new AppError(
    'response_account_unavailable',
    'The account that holds this response is not available at the moment.',
    { retryAfterSeconds: 5 },
  )
}

/** A count can be asked of any account that serves the model, unless it builds on a stored response. */
async function counters(call: Call, access: KeyAccess, body: Buffer | null): Promise<Target[]> {
  const facts = readBodyFacts(body ?? Buffer.alloc(0), readFields)
  refuseReferences(facts)
  const inPath = call.path.params['model']
  const asked = inPath === undefined ? modelField(body ?? Buffer.alloc(0), facts.fields) : decodedSegment(inPath)
  const pool = await openPool(access.poolId)
  const found = offerOf(pool, call.protocol, asked, call.createdAtMs).accounts
  if (found.length === 0 || !namesModel(access.allowedModels, asked)) {
    throw new AppError(
      'model_not_found',
      `The model "${asked.slice(0, 256)}" does not exist here or this key can't reach it. See GET /v1/models.`,
      { details: { param: 'model' } },
    )
  }
  const targets = found.map(({ account, upstreamModel }) => ({
    account,
    ...renamed(call, body, facts, upstreamModel === asked ? null : upstreamModel),
  }))
  const previous = body === null ? null : stringField(body, facts.fields, 'previous_response_id')
  if (previous === null) return targets
  const { accountId } = await ownerOfResponse(access.userId, previous)
  const own = targets.filter(({ account }) => account.accountId === accountId)
  return own.length > 0 ? own : [await onlyAt(access, accountId, { bytes: body, path: call.path.path })]
}

/** The call in the account's words: a mapped model is named in the path (Gemini) or in the body. */
function renamed(call: Call, body: Buffer | null, facts: BodyFacts, model: string | null): Omit<Target, 'account'> {
  const { path, params } = call.path
  if (model === null || body === null) return { bytes: body, path }
  if (params['model'] === undefined)
    return { bytes: withField(body, facts.fields, 'model', JSON.stringify(model)), path }
  return { bytes: body, path: path.replace(/\/models\/[^:]+:/, `/models/${encodeURIComponent(model)}:`) }
}
