-- Most calls are paid from a wallet without promotional credit, under no cap, budget or subscription. Many of those are
-- held or settled by a handful of set-based steps here; whatever is not that simple gets no answer and goes to
-- place_holds or settle_requests, which decide everything.

-- Places the holds of customers for whom all of the batch's amounts fit, and answers no other. Request ids must be new:
-- a known one is a unique violation, and nothing of the batch happens.
CREATE FUNCTION place_plain_holds(p_items jsonb, p_users text[], p_process text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[] := lock_wallets(p_users, p_wait);
BEGIN
  RETURN QUERY
  WITH items AS MATERIALIZED (
    SELECT i.* FROM jsonb_to_recordset(p_items)
      AS i(n int, request_id text, user_id text, key_id text, amount bigint, request jsonb)
  ), plain AS MATERIALIZED (
    SELECT i.* FROM items i
    JOIN users u ON u.id = i.user_id AND u.status = 'active' AND u.budget_nano_usd IS NULL
    JOIN api_keys k ON k.id = i.key_id AND k.user_id = i.user_id AND k.spend_cap_nano_usd IS NULL
      AND k.revoked_at IS NULL AND k.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > v_now)
    WHERE i.user_id = ANY (locked)
      AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.user_id = i.user_id AND s.status <> 'ended')
  ), moved AS (
    UPDATE wallets w SET held_nano_usd = w.held_nano_usd + t.total
    FROM (SELECT p.user_id, sum(p.amount)::bigint AS total FROM plain p GROUP BY p.user_id) t
    WHERE w.user_id = t.user_id AND w.balance_nano_usd + w.promo_nano_usd - w.held_nano_usd >= t.total
      AND (w.promo_expires_at IS NULL OR w.promo_expires_at > v_now)
    RETURNING w.user_id
  ), placed AS (
    INSERT INTO holds AS h (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, request, created_at)
    SELECT p.request_id, p.user_id, p.key_id, p_process, p.amount, 'wallet', p.request, v_now
    FROM plain p JOIN moved m ON m.user_id = p.user_id
    RETURNING h.request_id
  ), counted AS (
    INSERT INTO gateway_processes AS g (id, role, host, pid, admitted, settled, voided)
    SELECT p_process, 'unknown', '', 0, count(*), 0, 0 FROM placed HAVING count(*) > 0
    ON CONFLICT (id) DO UPDATE SET admitted = g.admitted + excluded.admitted
  )
  SELECT placed.request_id, 'held' FROM placed
  UNION ALL
  SELECT i.request_id, 'busy' FROM items i JOIN wallets w ON w.user_id = i.user_id WHERE i.user_id <> ALL (locked);
END $$;

-- Settles what has its hold on a wallet that covers all its holds, for at most the hold: then the whole cost is charged.
-- A record that is there already is a unique violation, and nothing of the batch happens.
CREATE FUNCTION settle_plain_requests(p_items jsonb, p_users text[], p_stripe text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text, cost bigint, charged bigint, loss bigint, balance_after bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[] := lock_wallets(p_users, p_wait);
BEGIN
  RETURN QUERY
  WITH items AS MATERIALIZED (
    SELECT i.*, CASE WHEN i.status = 'voided' THEN 0 ELSE i.cost END AS due
    FROM jsonb_populate_recordset(NULL::settle_item, p_items) i
  ), plain AS MATERIALIZED (
    SELECT i.*, h.amount_nano_usd AS hold, h.process_id AS held_by,
      (w.balance_nano_usd - sum(i.due) OVER (PARTITION BY i.user_id ORDER BY i.n))::bigint AS after
    FROM items i
    JOIN wallets w ON w.user_id = i.user_id AND w.promo_nano_usd = 0 AND w.balance_nano_usd >= w.held_nano_usd
    JOIN holds h ON h.request_id = i.request_id AND h.user_id = i.user_id AND h.funded_by = 'wallet'
      AND h.key_period_start IS NULL AND h.user_period_start IS NULL AND h.amount_nano_usd >= i.due
    WHERE i.user_id = ANY (locked)
  ), recorded AS (
    INSERT INTO usage_records (request_id, user_id, key_id, pool_id, account_id, protocol, endpoint, stream, playground,
      requested_model, upstream_model, status, error_code, end_reason, input_tokens, cached_input_tokens,
      cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, media_tokens, tool_calls, service_tier,
      cost_nano_usd, charged_nano_usd, loss_nano_usd, funded_by, price_version_id, rate_multiplier,
      usage_source, attempts, hold_nano_usd, balance_after_nano_usd, queue_ms, first_token_ms, duration_ms, process_id,
      created_at, settled_at)
    SELECT p.request_id, p.user_id, p.key_id, p.pool_id, p.account_id, p.protocol, p.endpoint, p.stream, p.playground,
      p.requested_model, p.upstream_model, p.status, p.error_code, p.end_reason, p.input_tokens, p.cached_input_tokens,
      p.cache_write_5m_tokens, p.cache_write_1h_tokens, p.output_tokens, p.reasoning_tokens, p.media_tokens, p.tool_calls,
      p.service_tier, p.due, p.due, 0, CASE WHEN p.status = 'voided' THEN 'none' ELSE 'wallet' END, p.price_version_id,
      p.rate_multiplier, p.usage_source, p.attempts, p.hold, p.after, p.queue_ms, p.first_token_ms, p.duration_ms,
      p.held_by, p.created_at, v_now
    FROM plain p
  ), transferred AS (
    INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, request_id, created_at)
    SELECT p.request_id || '_2', p.user_id, 'wallet:' || p.user_id, 'revenue', p.due, 'usage', p.request_id, v_now
    FROM plain p WHERE p.due > 0
  ), paid AS (
    UPDATE wallets w SET balance_nano_usd = w.balance_nano_usd - t.due, held_nano_usd = w.held_nano_usd - t.hold,
      updated_at = v_now
    FROM (SELECT p.user_id, sum(p.due)::bigint AS due, sum(p.hold)::bigint AS hold FROM plain p GROUP BY p.user_id) t
    WHERE w.user_id = t.user_id
  ), closed AS (
    DELETE FROM holds h USING plain p WHERE h.request_id = p.request_id
  ), key_counted AS (
    INSERT INTO key_spend AS k (key_id, user_id, period_start, used_nano_usd, total_nano_usd)
    SELECT p.key_id, min(p.user_id), 'epoch', sum(p.due)::bigint, sum(p.due)::bigint
    FROM plain p WHERE p.due > 0 GROUP BY p.key_id
    ON CONFLICT (key_id) DO UPDATE SET total_nano_usd = k.total_nano_usd + excluded.total_nano_usd,
      used_nano_usd = k.used_nano_usd + (SELECT coalesce(sum(p.due), 0)::bigint FROM plain p
        WHERE p.key_id = k.key_id AND p.created_at >= k.period_start)
  ), user_counted AS (
    UPDATE user_spend s SET used_nano_usd = s.used_nano_usd + (SELECT coalesce(sum(p.due), 0)::bigint FROM plain p
        WHERE p.user_id = s.user_id AND p.created_at >= s.period_start)
    WHERE s.user_id IN (SELECT p.user_id FROM plain p WHERE p.due > 0)
  ), remembered AS (
    INSERT INTO upstream_responses (user_id, response_id, account_id, pool_id, input_tokens, output_tokens, created_at, expires_at)
    SELECT p.user_id, p.response_id, p.account_id, p.pool_id,
      p.input_tokens + p.cached_input_tokens + p.cache_write_5m_tokens + p.cache_write_1h_tokens, p.output_tokens, v_now,
      v_now + interval '30 days'
    FROM plain p WHERE p.response_id IS NOT NULL AND p.status <> 'voided' AND p.account_id IS NOT NULL
    ON CONFLICT (user_id, response_id) DO NOTHING
  ), earned AS (
    INSERT INTO ledger_balances AS b (account_id, stripe, balance_nano_usd)
    SELECT 'revenue', p_stripe, sum(p.due)::bigint FROM plain p HAVING sum(p.due) > 0
    ON CONFLICT (account_id, stripe) DO UPDATE SET balance_nano_usd = b.balance_nano_usd + excluded.balance_nano_usd
  ), counted AS (
    INSERT INTO gateway_processes AS g (id, role, host, pid, admitted, settled, voided)
    SELECT p.held_by, 'unknown', '', 0, 0, count(*) FILTER (WHERE p.status <> 'voided'),
      count(*) FILTER (WHERE p.status = 'voided')
    FROM plain p GROUP BY p.held_by ORDER BY p.held_by
    ON CONFLICT (id) DO UPDATE SET settled = g.settled + excluded.settled, voided = g.voided + excluded.voided
  )
  SELECT p.request_id, 'settled', p.due, p.due, 0::bigint, p.after FROM plain p
  UNION ALL
  SELECT i.request_id, 'busy', 0::bigint, 0::bigint, 0::bigint, NULL::bigint
  FROM items i JOIN wallets w ON w.user_id = i.user_id WHERE i.user_id <> ALL (locked);
END $$;
