import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, type JsonObject, numberAt, stringAt } from '../json'
import { readBody } from '../upstream/read-body'
import { chargeNamed } from './api/refunds'
import { applyPromotion, completeSession } from './checkout'
import { endPayment, runClock } from './clock'
import { closeDispute, openDispute } from './disputes'
import { refuse, refuseMissing, StripeRefused } from './errors'
import type { StripeContext } from './events'
import { testMethodNamed, testMethods } from './objects/payment-method'
import { textsAt } from './params'

const advanceMaxSeconds = 10 * 366 * 86_400

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(`${JSON.stringify(body, null, 2)}\n`)
}

/** Everything under /_sim: the clock, the webhooks, and what buyers and banks do. */
export async function control(
  context: StripeContext,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const text = (await readBody(req))?.toString('utf8') ?? ''
  try {
    reply(res, 200, act(context, `${req.method} ${url.pathname}`, bodyOf(text)))
  } catch (error) {
    if (error instanceof StripeRefused) reply(res, error.status, { error: error.body })
    else {
      console.error('stripe simulator: unexpected', error)
      reply(res, 500, { error: { message: 'The simulator failed; see its output.' } })
    }
  }
}

function bodyOf(text: string): JsonObject {
  if (text.trim() === '') return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    refuse(400, 'The body must be JSON.')
  }
  return isObject(parsed) ? parsed : refuse(400, 'The body must be a JSON object.')
}

function act(context: StripeContext, route: string, body: JsonObject): object {
  const close = /^POST \/_sim\/disputes\/([^/]+)\/close$/.exec(route)?.[1]
  if (close !== undefined) return closeNamed(context, close, body)
  switch (route) {
    case 'GET /_sim/health':
      return { ok: true, now: context.store.now() }
    case 'POST /_sim/advance':
      return advance(context, body)
    case 'GET /_sim/webhooks':
      return webhooksState(context)
    case 'POST /_sim/webhooks':
      return setWebhooks(context, body)
    case 'POST /_sim/checkout':
      return checkout(context, body)
    case 'POST /_sim/settle':
      return settle(context, body)
    case 'POST /_sim/disputes': {
      const charge = chargeNamed(context, stringAt(body, 'charge'), stringAt(body, 'payment_intent'))
      return openDispute(context, charge, stringAt(body, 'reason') ?? 'fraudulent')
    }
    default:
      return refuse(404, 'no such control')
  }
}

/** Moves the clock on; what is due in between happens at its own moment. */
function advance(context: StripeContext, body: JsonObject): object {
  const seconds = numberAt(body, 'seconds') ?? 0
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > advanceMaxSeconds) {
    refuse(400, `seconds must be a whole number from 0 to ${advanceMaxSeconds}`)
  }
  context.store.offsetSeconds += seconds
  const happened = runClock(context)
  context.store.touch()
  return { now: context.store.now(), happened }
}

function webhooksState(context: StripeContext): object {
  const { url, switches, deliveries, idle } = context.webhooks
  return { url, ...switches, idle, deliveries }
}

/** `url` stays, over restarts too, and `secret` until then; the switches that aren't named go back to harmless. */
function setWebhooks(context: StripeContext, body: JsonObject): object {
  const { webhooks, store } = context
  const url = stringAt(body, 'url')
  const secret = stringAt(body, 'secret')
  if (url !== null) {
    webhooks.url = url
    store.settings.set('webhookUrl', url)
  }
  if (body['url'] === null) webhooks.url = null
  if (secret !== null) webhooks.secret = secret
  const { duplicate, lose } = { duplicate: body['duplicate'], lose: body['lose'] }
  webhooks.switches = {
    delayMs: Math.max(0, numberAt(body, 'delayMs') ?? 0),
    duplicate: duplicate === true ? 1 : Math.min(10, Math.max(0, numberAt(body, 'duplicate') ?? 0)),
    reorder: body['reorder'] === true,
    lose: lose === true || Array.isArray(lose) ? -1 : Math.max(0, numberAt(body, 'lose') ?? 0),
    loseTypes: textsAt(body, 'lose'),
  }
  store.touch()
  return webhooksState(context)
}

/** The buyer without a browser: `{session, method, promotionCode?, email?}`. */
function checkout(context: StripeContext, body: JsonObject): object {
  const id = stringAt(body, 'session') ?? ''
  const session = context.store.sessions.get(id) ?? refuseMissing('checkout.session', id, 'session')
  const test = testMethodNamed(stringAt(body, 'method') ?? 'good')
  if (!test) refuse(400, `method must be one of ${testMethods.map((method) => method.key).join(', ')}`)
  if (body['promotionCode'] === true) applyPromotion(context, session)
  const outcome = completeSession(context, session, test, stringAt(body, 'email'))
  return { outcome, session }
}

/** Ends delayed payments now: one, or all. */
function settle(context: StripeContext, body: JsonObject): object {
  const intent = stringAt(body, 'payment_intent')
  const succeeds = typeof body['succeeds'] === 'boolean' ? body['succeeds'] : null
  let settled = 0
  for (const delayed of [...context.store.delayed.values()]) {
    if (intent !== null && delayed.paymentIntent !== intent) continue
    endPayment(context, { ...delayed, succeeds: succeeds ?? delayed.succeeds })
    settled += 1
  }
  return { settled }
}

function closeNamed(context: StripeContext, id: string, body: JsonObject): object {
  const dispute = context.store.disputes.get(id) ?? refuseMissing('dispute', id)
  const status = stringAt(body, 'status')
  if (status !== 'won' && status !== 'lost') refuse(400, 'status must be won or lost')
  return closeDispute(context, dispute, status)
}
