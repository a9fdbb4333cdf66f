import { isEqualConstantTime } from '../crypto'
import { pool } from '../db/pg'
import { env } from '../env'
import { AppError } from '../errors'
import { normaliseAddress } from '../http/address'
import { metricsText } from '../metrics'
import { slots } from '../slots'
import { addressOf } from './authenticate'
import type { Exchange } from './exchange'
import { headerList } from './header-list'
import { inFlight } from './in-flight'

/** How long a part may take to answer before it counts as not ready. */
const partTimeoutMs = 2_000

/** /healthz, /readyz and /metrics: for operators and load balancers; no text of errors, no customer's data. */
export async function answerOps(exchange: Exchange, kind: 'health' | 'ready' | 'metrics'): Promise<void> {
  if (kind === 'health') return sendJson(exchange, 200, { status: 'ok' })
  if (kind === 'ready') return answerReady(exchange)
  await answerMetrics(exchange)
}

async function within(check: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), partTimeoutMs)
  })
  try {
    return (await Promise.race([check.then((answer) => answer !== false), late])) === true
  } catch {
    // Which part isn't ready is the answer; why is in the log of that part.
    return false
  } finally {
    clearTimeout(timer)
  }
}

async function answerReady(exchange: Exchange): Promise<void> {
  const [database, slotStore] = await Promise.all([within(pool().query('SELECT 1')), within(slots().ping())])
  const accepting = !inFlight().closing
  const ready = database && slotStore && accepting
  sendJson(exchange, ready ? 200 : 503, {
    status: ready ? 'ready' : 'not_ready',
    parts: { database, slotStore, accepting },
  })
}

async function answerMetrics(exchange: Exchange): Promise<void> {
  const token = env().METRICS_TOKEN
  const address = addressOf(exchange)
  const fromLoopback = address === '::1' || address.startsWith('127.')
  const sent = exchange.header('authorization')
  const hasToken = token !== undefined && sent !== null && isEqualConstantTime(sent, `Bearer ${token}`)
  // Next.js notes the peer itself in this header; anything else there was written by a proxy for another caller.
  const forwarded = exchange.header('x-forwarded-for')
  const isDirect = forwarded === null || normaliseAddress(forwarded) === address
  // Without a token in the configuration only the machine itself may read.
  if (!hasToken && !(fromLoopback && isDirect)) throw new AppError('not_found', 'There is no such page.')
  const { contentType, text } = await metricsText()
  exchange.begin(200, ['content-type', contentType, 'cache-control', 'no-store'])
  exchange.end(Buffer.from(text))
}

/** A whole JSON answer. */
export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body))
  const common = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  exchange.begin(status, headerList({ ...common, 'content-length': String(bytes.length), ...headers }))
  exchange.end(exchange.method === 'HEAD' ? undefined : bytes)
}
