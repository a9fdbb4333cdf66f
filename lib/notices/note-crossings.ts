import { pool } from '../db/pg'
import { settings } from '../settings'

/** Customers whose balance is high enough to fall: the next fall is a crossing. */
const arm = `
  INSERT INTO balance_watch AS b (user_id)
  SELECT w.user_id FROM wallets w LEFT JOIN balance_watch k ON k.user_id = w.user_id
  WHERE w.balance_nano_usd + w.promo_nano_usd >= $1 AND k.armed IS NOT TRUE
  ON CONFLICT (user_id) DO UPDATE SET armed = true WHERE NOT b.armed`

/** The row of the watch is the lock: of two runs at once only one sees it armed. */
const fallen = `
  WITH crossed AS (
    UPDATE balance_watch b SET armed = false, crossings = crossings + 1 FROM wallets w
    WHERE w.user_id = b.user_id AND b.armed AND w.balance_nano_usd + w.promo_nano_usd < $1
    RETURNING b.user_id, b.crossings, w.balance_nano_usd + w.promo_nano_usd AS balance
  )
  INSERT INTO notices (user_id, kind, occasion, details)
  SELECT user_id, 'low_balance', crossings::text,
    jsonb_build_object('balanceNanoUsd', balance::text, 'thresholdNanoUsd', $1::text)
  FROM crossed ON CONFLICT DO NOTHING`

/** Keys of a life of hours are renewed by programs: nobody wants a mail about each. */
const expiring = `
  INSERT INTO notices (user_id, kind, subject, occasion, details)
  SELECT k.user_id, 'key_expiring', k.id, to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'),
    jsonb_build_object('keyName', k.name, 'expiresAt', to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
  FROM api_keys k
  WHERE k.revoked_at IS NULL AND k.disabled_at IS NULL AND k.expires_at > $1
    AND k.expires_at - k.created_at >= interval '2 days'
    AND k.expires_at - $1 < least(interval '7 days', (k.expires_at - k.created_at) / 4)
  ON CONFLICT DO NOTHING`

/** A call's bound must fit into what is left, so the last percent of a window can rarely be spent: it counts as used up. */
const used = `
  INSERT INTO notices (user_id, kind, subject, occasion, details)
  SELECT s.user_id, CASE WHEN q.used_nano_usd * 100 >= q.limit_nano_usd * 99 THEN 'allowance_100' ELSE 'allowance_80' END,
    q.subscription_id || ':' || q.kind, extract(epoch FROM q.starts_at)::bigint || '|' || q.limit_nano_usd,
    jsonb_build_object('window', q.kind, 'planName', p.name, 'usedNanoUsd', q.used_nano_usd::text,
      'limitNanoUsd', q.limit_nano_usd::text, 'resetsAt', to_char(q.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
  FROM quota_windows q JOIN subscriptions s ON s.id = q.subscription_id JOIN plans p ON p.id = s.plan_id
  WHERE q.starts_at <= $1 AND q.ends_at > $1 AND q.limit_nano_usd > 0 AND q.used_nano_usd * 100 >= q.limit_nano_usd * 80
    AND s.status IN ('active', 'past_due')
  ON CONFLICT DO NOTHING`

/**
 * Writes down what has been crossed since the last look: a balance that fell below the threshold, a key that is about
 * to expire, an allowance that is used to 80 % or up. Each crossing once, however many look at the same time. Answers
 * how many are new.
 */
export async function noteCrossings(at: Date = new Date()): Promise<number> {
  const threshold = settings().lowBalanceNanoUsd
  await pool().query(arm, [threshold])
  let noted = 0
  const looks: [string, unknown[]][] = [
    [fallen, [threshold]],
    [expiring, [at]],
    [used, [at]],
  ]
  for (const [query, values] of looks) noted += (await pool().query(query, values)).rowCount ?? 0
  return noted
}
