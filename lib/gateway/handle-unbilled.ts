import type { KeyAccess } from '../api-keys'
import { AppError } from '../errors'
import { namesModel } from '../scheduling'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { authenticate } from './authenticate'
import { type Call, startCall, timingOf } from './call'
import type { Exchange } from './exchange'
import { withField } from './json'
import { maskRefusal } from './mask-refusal'
import { openPool, servingAccounts } from './plan-call'
import type { PathFacts, Protocol } from './protocols'
import { modelField, readBodyFacts } from './protocols/read-fields'
import { readRequestBody } from './read-request'
import { ownerOfResponse } from './response-owner'
import { takeRequestWindow } from './take-slots'
import { fetchUnbilled } from './unbilled-upstream'

/** Sub-paths that reach an upstream but take no slot and cost nothing: a customer's own stored responses, and token counts. */
export async function handleUnbilled(exchange: Exchange, protocol: Protocol, path: PathFacts): Promise<void> {
  const call = startCall(exchange, protocol, path)
  const access = await authenticate(exchange, false)
  const body = exchange.method === 'POST' ? await readRequestBody(exchange) : null
  await takeRequestWindow(call, access)
  const { account, bytes, model } = await accountFor(call, access, body)
  const target =
    model === null ? path.path : path.path.replace(/\/models\/[^:]+:/, `/models/${encodeURIComponent(model)}:`)
  const answer = await fetchUnbilled({
    account,
    method: exchange.method,
    path: protocol.speaks === 'openai' ? target.replace(/^\/v1/, '') : target,
    query: exchange.query,
    body: bytes,
    protocol,
  })
  call.reply.begin(answer.status, { 'content-type': answer.contentType }, timingOf(call, null))
  call.reply.end(answer.status >= 400 ? Buffer.from(maskRefusal(answer.body.toString('utf8'))) : answer.body)
}

type Target = { account: UpstreamAccountConfig; bytes: Buffer | null; model: string | null }

/** A stored response is only at the account that made it; a count can be asked of any account that serves the model. */
async function accountFor(call: Call, access: KeyAccess, body: Buffer | null): Promise<Target> {
  const { protocol, path } = call
  const pool = await openPool(access.poolId)
  const responseId = path.params['id']
  if (responseId !== undefined) {
    const { accountId } = await ownerOfResponse(access.userId, responseId)
    const account = pool.accounts.find((candidate) => candidate.accountId === accountId)
    if (account) return { account, bytes: body, model: null }
    throw new AppError(
      'response_account_unavailable',
      'The account that holds this response is not available at the moment.',
      { retryAfterSeconds: 5 },
    )
  }
  const fields = body === null ? new Map() : readBodyFacts(body, new Set(['model'])).fields
  const inPath = path.params['model']
  const asked = inPath === undefined ? modelField(body ?? Buffer.alloc(0), fields) : decodeURIComponent(inPath)
  const found = servingAccounts(pool, protocol, asked, call.createdAtMs)[0]
  if (!found || !namesModel(access.allowedModels, asked)) {
    throw new AppError(
      'model_not_found',
      `The model "${asked}" does not exist here or this key can't reach it. See GET /v1/models.`,
      { details: { param: 'model' } },
    )
  }
  const bytes =
    body !== null && inPath === undefined && found.upstreamModel !== asked
      ? withField(body, fields, 'model', JSON.stringify(found.upstreamModel))
      : body
  return { account: found.account, bytes, model: inPath === undefined ? null : found.upstreamModel }
}
