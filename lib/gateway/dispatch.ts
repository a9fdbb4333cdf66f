import { AppError } from '../errors'
import { createId } from '../ids'
import { logger } from '../logger'
import { settings } from '../settings'
import { callError } from './call-error'
import type { Exchange } from './exchange'
import { handleExchange } from './handle-exchange'
import { handleLookup } from './handle-lookup'
import { handleUnbilled } from './handle-unbilled'
import { headerList } from './header-list'
import { inFlight } from './in-flight'
import { answerOps } from './ops'
import { type PathFacts, protocolNamed } from './protocols'
import { protocolOfPath, renderFor } from './render-for'
import { matchRoute, type RouteMatch } from './routes'

/** Answers any gateway URL: the one entry of both doors. Never throws. */
export async function dispatch(exchange: Exchange): Promise<void> {
  const match = matchRoute(exchange.method, exchange.path)
  if (match.kind === 'match' && match.operation.kind === 'ops') {
    await answer(exchange, match).catch((thrown: unknown) => answerFailure(exchange, match.path, thrown))
    return
  }
  const running = inFlight()
  if (running.count >= settings().maxInFlight || running.refusing) {
    refuse(
      exchange,
      match.path,
      new AppError('overloaded', 'The gateway is at its limit. You were not charged. Try again shortly.', {
        retryAfterSeconds: 1,
      }),
    )
    return
  }
  running.enter()
  try {
    await answer(exchange, match)
  } catch (thrown) {
    answerFailure(exchange, match.path, thrown)
  } finally {
    running.leave()
  }
}

function answer(exchange: Exchange, match: RouteMatch): Promise<void> {
  if (match.kind === 'not_found')
    throw new AppError('not_found', `There is no ${exchange.method} ${exchange.path.slice(0, 200)} here.`)
  if (match.kind === 'wrong_method')
    throw new AppError('method_not_allowed', `${exchange.method} is not offered on ${exchange.path.slice(0, 200)}.`)
  const { operation } = match
  const path: PathFacts = { path: match.path, params: match.params, query: exchange.query }
  switch (operation.kind) {
    case 'generate':
      return handleExchange(exchange, protocolNamed(operation.protocol), path)
    case 'unbilled':
      return handleUnbilled(exchange, protocolNamed(operation.protocol), path)
    case 'lookup':
      return handleLookup(exchange, operation.what, path)
    case 'ops':
      return answerOps(exchange, operation.part)
  }
}

function answerFailure(exchange: Exchange, path: string, thrown: unknown): void {
  const error = callError(thrown)
  if (error.code === 'internal') logger().error({ err: error.cause, path }, 'a gateway request failed')
  try {
    refuse(exchange, path, error)
  } catch (failure) {
    // The answer had begun: half of one must not look like a whole one.
    logger().error({ err: failure, path }, 'an error could not be answered')
    exchange.destroy()
  }
}

function refuse(exchange: Exchange, path: string, error: AppError): void {
  const requestId = createId('request')
  const rendered = renderFor(protocolOfPath(path, exchange), error, requestId)
  const timing = `door;dur=${(performance.now() - exchange.startedMs).toFixed(2)}`
  const own = headerList(rendered.headers)
  own.push('x-request-id', requestId, 'server-timing', timing)
  exchange.begin(rendered.status, own)
  exchange.end(exchange.method === 'HEAD' ? undefined : Buffer.from(rendered.body))
}
