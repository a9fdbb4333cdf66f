import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../json'
import { readBody } from '../upstream/read-body'
import { catalogueRoutes } from './api/catalogue'
import { checkoutRoutes } from './api/checkout-sessions'
import { customerRoutes } from './api/customers'
import { disputeRoutes } from './api/disputes'
import type { ApiRoute } from './api/handler'
import { invoiceRoutes } from './api/invoices'
import { paymentIntentRoutes } from './api/payment-intents'
import { paymentMethodRoutes } from './api/payment-methods'
import { portalAndEventRoutes } from './api/portal-and-events'
import { refundRoutes } from './api/refunds'
import { subscriptionRoutes } from './api/subscriptions'
import { runClock } from './clock'
import { control } from './control'
import { refuse, StripeRefused } from './errors'
import { apiVersion, type StripeContext } from './events'
import { expanded } from './expand'
import { parseForm } from './form'
import { stripeId } from './ids'
import { pages } from './pages/router'
import { textsAt } from './params'

const apiRoutes: readonly ApiRoute[] = [
  ...customerRoutes,
  ...catalogueRoutes,
  ...checkoutRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...portalAndEventRoutes,
]

const compiled = apiRoutes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/:id/g, '([^/]+)')}$`),
}))

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Record<string, string>
}

/** Answers one request of the API, the pages or the control; never throws. */
export async function routeStripe(context: StripeContext, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://stripe.invalid')
  if (url.pathname.startsWith('/_sim/')) {
    await control(context, req, res, url)
    return
  }
  const body = (await readBody(req))?.toString('utf8')
  if (body === undefined || res.destroyed) return
  if (!url.pathname.startsWith('/v1/')) {
    pages(context, req, res, url, body)
    return
  }
  const requestId = stripeId('req')
  const answer = answerApi(context, req, url, body, requestId)
  res.writeHead(answer.status, {
    'content-type': 'application/json',
    'request-id': requestId,
    'stripe-version': apiVersion,
    ...answer.headers,
  })
  res.end(answer.body)
}

function answerApi(context: StripeContext, req: IncomingMessage, url: URL, body: string, requestId: string): Answer {
  try {
    authorize(req)
    const key = headerOf(req, 'idempotency-key')
    context.request = { id: requestId, idempotency_key: key }
    runClock(context)
    if (req.method !== 'POST' || key === null) return { status: 200, body: dispatch(context, req, url, body) }
    return once(context, key, `${url.pathname}\n${body}`, () => ({
      status: 200,
      body: dispatch(context, req, url, body),
    }))
  } catch (error) {
    return failure(error)
  } finally {
    context.request = { id: null, idempotency_key: null }
    if (req.method !== 'GET') context.store.touch()
  }
}

function failure(error: unknown): Answer {
  if (error instanceof StripeRefused) {
    return { status: error.status, body: JSON.stringify({ error: error.body }, null, 2) }
  }
  console.error('stripe simulator: unexpected', error)
  const body = { error: { type: 'api_error', message: 'The simulator failed; see its output.' } }
  return { status: 500, body: JSON.stringify(body) }
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name]
  return typeof value === 'string' ? value : null
}

/** Only test keys, and only the API version that the product's SDK is written for. */
function authorize(req: IncomingMessage): void {
  const header = headerOf(req, 'authorization') ?? ''
  const basic = /^basic (.+)$/i.exec(header)?.[1]
  const key = basic ? (Buffer.from(basic, 'base64').toString().split(':')[0] ?? '') : header.replace(/^bearer /i, '')
  if (key === '') refuse(401, 'You did not provide an API key.')
  if (!/^[sr]k_test_/.test(key))
    refuse(401, 'Invalid API Key provided: the simulator takes sk_test_… and rk_test_… only.')
  const version = headerOf(req, 'stripe-version')
  if (version !== null && version !== apiVersion) {
    refuse(400, `Invalid Stripe API version: ${version}. The simulator speaks ${apiVersion}.`)
  }
}

/** The same key gives the same answer, errors included; with other parameters it is refused. */
function once(context: StripeContext, key: string, request: string, run: () => Answer): Answer {
  const { idempotent } = context.store
  const fingerprint = createHash('sha256').update(request).digest('hex')
  const known = idempotent.get(key)
  if (known) {
    if (known.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with: ${key}`
      throw new StripeRefused(400, { type: 'idempotency_error', message })
    }
    return {
      status: known.status,
      body: known.body,
      headers: { 'idempotent-replayed': 'true', 'idempotency-key': key },
    }
  }
  let answer: Answer
  try {
    answer = run()
  } catch (error) {
    answer = failure(error)
  }
  // A refusal before anything was done (validation) may be repeated with the same key, as at Stripe.
  if (answer.status < 500 && answer.status !== 400) {
    idempotent.set(key, { fingerprint, status: answer.status, body: answer.body, at: context.store.now() })
  }
  return { ...answer, headers: { 'idempotency-key': key } }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return refuse(400, 'The path is not well encoded.')
  }
}

function dispatch(context: StripeContext, req: IncomingMessage, url: URL, body: string): string {
  const params: JsonObject = { ...parseForm(url.search.slice(1)), ...(body === '' ? {} : parseForm(body)) }
  let pathKnown = false
  for (const { route, pattern } of compiled) {
    const found = pattern.exec(url.pathname)
    if (!found) continue
    pathKnown = true
    if (route.method !== req.method) continue
    const ids = found.slice(1).map(decoded)
    const result = route.handle({ context, params, ids, path: url.pathname })
    return JSON.stringify(expanded(context.store, result, textsAt(params, 'expand')), null, 2)
  }
  if (pathKnown) refuse(405, `${req.method} isn’t possible here.`)
  refuse(
    404,
    `Unrecognized request URL (${req.method}: ${url.pathname}). The simulator has only what the product uses.`,
  )
}
