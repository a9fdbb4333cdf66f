import { AppError } from '../errors'
import { authenticate } from './authenticate'
import { startCall } from './call'
import type { Exchange } from './exchange'
import { maskRefusal } from './mask-refusal'
import { openPool } from './plan-call'
import type { PathFacts, Protocol } from './protocols'
import { readRequestBody } from './read-request'
import { ownerOfResponse } from './response-owner'
import { takeRequestWindow } from './take-slots'
import { fetchUnbilled } from './unbilled-upstream'

/** Sub-paths that reach an upstream but take no slot and cost nothing: a customer's own stored responses, and token counts. */
export async function handleUnbilled(exchange: Exchange, protocol: Protocol, path: PathFacts): Promise<void> {
  const call = startCall(exchange, protocol, path)
  const access = await authenticate(exchange, false)
  const body = exchange.method === 'POST' ? await readRequestBody(exchange) : null
  const pool = await openPool(access.poolId)
  await takeRequestWindow(call, access)
  const responseId = path.params['id']
  let accountId: string | null = null
  if (responseId !== undefined) accountId = (await ownerOfResponse(access.userId, responseId)).accountId
  const account = pool.accounts.find((candidate) =>
    accountId === null ? candidate.protocol === protocol.speaks : candidate.accountId === accountId,
  )
  if (!account) {
    throw new AppError(
      'response_account_unavailable',
      'The account that can answer this is not available at the moment.',
      { retryAfterSeconds: 5 },
    )
  }
  const answer = await fetchUnbilled({
    account,
    method: exchange.method,
    path: path.path.replace(/^\/v1/, ''),
    query: exchange.query,
    body,
    protocol,
  })
  call.reply.begin(answer.status, { 'content-type': answer.contentType }, null)
  call.reply.end(answer.status >= 400 ? Buffer.from(maskRefusal(answer.body.toString('utf8'))) : answer.body)
}
