import { pool } from '../db/pg'
import { logger } from '../logger'
import { sendMail } from '../mail'
import { noteCrossings } from './note-crossings'
import { noticeMail } from './notice-mail'
import type { NoticeKind, OpenNotice } from './types'

const batchSize = 50
const maxBatches = 40
const maxAttempts = 5
const keptDays = 400

type Row = {
  id: bigint
  user_id: string
  kind: NoticeKind
  email: string
  locale: string
  timezone: string
  wanted: boolean
  attempts: number
  details: Record<string, string>
}

/** Taken before it is sent: a process that dies in between leaves a mail unsent rather than sent twice. */
const take = `
  UPDATE notices n SET state = 'sending', attempts = attempts + 1 FROM users u
  WHERE u.id = n.user_id AND n.id IN (
    SELECT id FROM notices
    WHERE state = 'open' AND NOT (id = ANY ($3))
      AND (attempts = 0 OR crossed_at + attempts * attempts * interval '15 minutes' <= $2)
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING n.id, n.user_id, n.kind, n.details, n.attempts, u.email, u.locale, u.timezone,
    (u.status = 'active' AND u.email_verified_at IS NOT NULL
      AND u.notifications -> (CASE n.kind WHEN 'low_balance' THEN 'lowBalance' WHEN 'key_expiring' THEN 'keyExpiring'
        ELSE 'allowance' END) IS DISTINCT FROM 'false'::jsonb) AS wanted`

const finish = `
  UPDATE notices SET state = $2, sent_at = CASE WHEN $2 = 'sent' THEN now() END WHERE id = $1`

const prune = `DELETE FROM notices WHERE crossed_at < now() - make_interval(days => $1)`

const openNotice = (row: Row): OpenNotice => ({
  ...{ id: row.id, userId: row.user_id, kind: row.kind, email: row.email, locale: row.locale },
  ...{ timezone: row.timezone, wanted: row.wanted, attempts: row.attempts, details: row.details },
})

async function sendOne(notice: OpenNotice): Promise<'sent' | 'unwanted' | 'open' | 'failed'> {
  if (!notice.wanted) return 'unwanted'
  try {
    await sendMail(notice.email, noticeMail(notice))
    return 'sent'
  } catch (error) {
    // A later run tries again; the operator sees why here.
    logger().warn({ err: error, kind: notice.kind, attempts: notice.attempts }, 'a notice could not be mailed')
    return notice.attempts >= maxAttempts ? 'failed' : 'open'
  }
}

/**
 * Mails every crossing that is new to those who want to know, in their language. Each is handed over at most once; a
 * mail server that refuses is asked again, later and later, five times in all.
 */
export async function sendNotices(at: Date = new Date()): Promise<{ crossed: number; sent: number; open: number }> {
  const crossed = await noteCrossings(at)
  const counts = { sent: 0, unwanted: 0, open: 0, failed: 0 }
  const tried: bigint[] = []
  for (let batch = 0; batch < maxBatches; batch++) {
    const { rows } = await pool().query<Row>(take, [batchSize, at, tried])
    for (const notice of rows.map(openNotice)) {
      const state = await sendOne(notice)
      counts[state] += 1
      tried.push(notice.id)
      await pool().query(finish, [notice.id, state])
    }
    if (rows.length < batchSize) break
  }
  await pool().query(prune, [keptDays])
  return { crossed, sent: counts.sent, open: counts.open }
}
