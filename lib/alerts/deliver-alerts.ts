import { decryptSecret } from '../crypto'
import { pool } from '../db/pg'
import { prisma } from '../db/prisma'
import { guardedFetch } from '../http/guarded-fetch'
import { logger } from '../logger'
import { sendMail } from '../mail'
import { alertMail } from './alert-mail'
import type { AlertMessage } from './alert-message'
import { signWebhook } from './sign-webhook'

/** After each failed try; when they are used up the message counts as failed. */
const backoffSeconds = [10, 30, 120, 600, 1_800, 7_200] as const
const batchSize = 20
const maxBatches = 25
/** A process that dies while it sends: another tries again after this. */
const leaseSeconds = 60
const webhookTimeoutMs = 10_000
const maxAnswerBytes = 65_536
const maxErrorLength = 300

type Claimed = {
  id: string
  channel: string
  target: string
  payload: AlertMessage
  attempts: number
  cipher: string | null
}
export type DeliveryCount = { sent: number; failed: number; later: number }

const claimStatement = `UPDATE alert_deliveries d
  SET attempts = d.attempts + 1, next_attempt_at = $1::timestamptz + make_interval(secs => ${leaseSeconds})
  FROM alert_rules r WHERE r.id = d.rule_id AND d.id IN (
    SELECT id FROM alert_deliveries WHERE status = 'pending' AND next_attempt_at <= $1 AND ($2::text[] IS NULL OR id = ANY ($2))
    ORDER BY next_attempt_at, id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  RETURNING d.id, d.channel, d.target, d.payload, d.attempts, r.webhook_secret_cipher AS cipher`

async function post({ id, target, payload, cipher }: Claimed, nowMs: number): Promise<void> {
  if (cipher === null) throw new Error('the rule has no webhook secret any more')
  const body = JSON.stringify(payload)
  const headers = {
    ...{ 'content-type': 'application/json', 'user-agent': 'Turnpike-Alerts/1', 'x-turnpike-delivery': id },
    ...signWebhook(body, decryptSecret(cipher), nowMs),
  }
  const limits = { timeoutMs: webhookTimeoutMs, maxBytes: maxAnswerBytes }
  const answer = await guardedFetch(target, { method: 'POST', headers, body, ...limits })
  // Another address was asked without the body: nobody has the message.
  if (new URL(answer.url).href !== new URL(target).href)
    throw new Error(`it redirects to ${new URL(answer.url).origin}`)
  if (answer.status < 200 || answer.status > 299) throw new Error(`it answered ${answer.status}`)
}

/** In the language of the person whose address it is; an address of nobody here reads English. */
async function mail({ target, payload }: Claimed): Promise<void> {
  const reader = await prisma().user.findUnique({ where: { email: target }, select: { locale: true } })
  await sendMail(target, alertMail(payload, reader?.locale ?? ''))
}

async function send(claimed: Claimed, nowMs: number): Promise<void> {
  if (claimed.channel === 'webhook') await post(claimed, nowMs)
  else await mail(claimed)
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error instanceof Error ? error.message : 'unknown'}${cause}`.slice(0, maxErrorLength)
}

async function deliver(claimed: Claimed, nowMs: number): Promise<keyof DeliveryCount> {
  const where = { id: claimed.id }
  try {
    await send(claimed, nowMs)
    await prisma().alertDelivery.updateMany({
      where,
      data: { status: 'sent', sentAt: new Date(nowMs), lastError: null },
    })
    return 'sent'
  } catch (error) {
    const lastError = reasonOf(error)
    const wait = backoffSeconds[claimed.attempts - 1]
    logger().warn({ delivery: claimed.id, channel: claimed.channel, reason: lastError }, 'an alert was not delivered')
    const next = wait === undefined ? { status: 'failed' } : { nextAttemptAt: new Date(nowMs + wait * 1_000) }
    await prisma().alertDelivery.updateMany({ where, data: { lastError, ...next } })
    return wait === undefined ? 'failed' : 'later'
  }
}

/**
 * Sends the messages that are due (of `only`, when given), each by one process, with persisted tries: 7 at most over
 * about 3 hours. A message may arrive twice when a process dies between sending and noting it; its id is the same then.
 */
export async function deliverAlerts(nowMs: number, only: readonly string[] | null = null): Promise<DeliveryCount> {
  const count: DeliveryCount = { sent: 0, failed: 0, later: 0 }
  for (let batch = 0; batch < maxBatches; batch++) {
    const { rows } = await pool().query<Claimed>(claimStatement, [new Date(nowMs), only])
    if (rows.length === 0) break
    for (const outcome of await Promise.all(rows.map((row) => deliver(row, nowMs)))) count[outcome] += 1
  }
  return count
}
