import { ownUserId } from '../auth/actor-context'
import type { ActorContext } from '../auth/types'
import { pool } from '../db/pg'
import type { NanoUsd } from '../money'

export type KeySpendNow = {
  /** Since midnight in the owner's time zone. */
  todayNanoUsd: NanoUsd
  /** In the cap's current period (ever, for a cap that doesn't reset), as the cap itself counts it. */
  periodNanoUsd: NanoUsd
}

type Row = { id: string; today: bigint; period: bigint }

const query = `
  SELECT k.id,
    (SELECT coalesce(sum(r.charged_nano_usd), 0)::bigint FROM usage_records r
      WHERE r.key_id = k.id AND r.request_id >= id_floor('req', day.starts_at)) AS today,
    CASE
      WHEN k.cap_period IS NULL THEN coalesce(s.total_nano_usd, 0)
      WHEN s.period_start = cap.starts_at THEN s.used_nano_usd
      ELSE (SELECT coalesce(sum(r.charged_nano_usd), 0)::bigint FROM usage_records r
        WHERE r.key_id = k.id AND r.request_id >= id_floor('req', cap.starts_at))
    END AS period
  FROM api_keys k
  JOIN users u ON u.id = k.user_id
  LEFT JOIN key_spend s ON s.key_id = k.id
  CROSS JOIN LATERAL period_bounds('day', u.timezone, now()) day
  CROSS JOIN LATERAL period_bounds(k.cap_period::text, u.timezone, now()) cap
  WHERE k.id = ANY ($1::text[]) AND ($2::text IS NULL OR k.user_id = $2::text)`

/** What keys spent today and in their cap's current period, by key id; keys the actor may not see are left out. */
export async function listKeySpend(ctx: ActorContext, keyIds: readonly string[]): Promise<Map<string, KeySpendNow>> {
  if (keyIds.length === 0) return new Map()
  const { rows } = await pool().query<Row>(query, [keyIds, ownUserId(ctx)])
  return new Map(rows.map((row) => [row.id, { todayNanoUsd: row.today, periodNanoUsd: row.period }]))
}
