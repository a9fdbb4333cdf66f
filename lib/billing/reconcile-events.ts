import type { Stripe } from 'stripe'
import { pool } from '../db/pg'
import { logger } from '../logger'
import { handledEvents } from './find-roots'
import { processEvent } from './process-event'
import { storeEvent } from './receive-webhook'
import { billingMode, stripe } from './stripe-client'

const watermark = 'stripe-events'
/** Stripe lists an event a little after it happened. */
const overlapSeconds = 600
const firstLookSeconds = 3 * 86_400
const pageSize = 100
/** More are taken by the next run: the watermark then stands at the last one taken. */
const maxEvents = 5_000
const maxRetried = 200

const read = 'SELECT reached_at FROM job_watermarks WHERE name = $1'
const write = `
  INSERT INTO job_watermarks (name, reached_at, updated_at) VALUES ($1, $2, now())
  ON CONFLICT (name) DO UPDATE SET reached_at = excluded.reached_at, updated_at = now()`

/** An event is tried again after 15 s, 30 s, 1 min … from when it came; in the end once an hour. */
const dueQuery = `
  SELECT id FROM stripe_events WHERE status <> 'processed'
    AND received_at < now() - make_interval(secs => 15 * power(2, least(attempts, 8))::int)
    AND (attempts < 8 OR extract(minute FROM now()) < 5)
  ORDER BY created, id LIMIT ${maxRetried}`

async function reachedAt(): Promise<number> {
  const { rows } = await pool().query<{ reached_at: Date }>(read, [watermark])
  const reached = rows[0]?.reached_at
  return Math.floor((reached?.getTime() ?? Date.now()) / 1_000) - (reached ? overlapSeconds : firstLookSeconds)
}

/** Stripe lists the newest first: what is kept is the oldest `maxEvents` of what there is. */
async function listSince(seconds: number): Promise<Stripe.Event[]> {
  let kept: Stripe.Event[] = []
  const list = stripe().events.list({ created: { gte: seconds }, types: [...handledEvents], limit: pageSize })
  for await (const event of list) {
    kept.push(event)
    if (kept.length >= maxEvents * 2) kept = kept.slice(-maxEvents)
  }
  return kept.slice(-maxEvents).reverse()
}

async function tryEvent(id: string): Promise<boolean> {
  try {
    return (await processEvent(id)) === 'processed'
  } catch (error) {
    logger().warn({ err: error, event: id }, 'a Stripe event is left for later')
    return false
  }
}

/** Tries the events again that were received and not processed: a crash, a database or a Stripe that was away. */
export async function retryEvents(): Promise<number> {
  if (billingMode() === 'off') return 0
  const { rows } = await pool().query<{ id: string }>(dueQuery)
  let processed = 0
  for (const { id } of rows) if (await tryEvent(id)) processed += 1
  return processed
}

/** Lists Stripe's events since the last seen one and processes those that no webhook brought. Answers how many those were. */
export async function reconcileEvents(): Promise<{ listed: number; recovered: number }> {
  if (billingMode() === 'off') return { listed: 0, recovered: 0 }
  const events = await listSince(await reachedAt())
  let recovered = 0
  for (const event of events) {
    await storeEvent(event)
    if (await tryEvent(event.id)) recovered += 1
  }
  const last = events.at(-1)
  if (last) await pool().query(write, [watermark, new Date(last.created * 1_000)])
  return { listed: events.length, recovered }
}
