-- Holds are found by their request id. Whoever looks for those of a customer or a process reads them all, seldom; each call
-- paid for two more indexes with its hold, and a plan made while the table was empty could choose one of them: it then
-- went through every hold that was closed since the last vacuum, for each settlement.
DROP INDEX "holds_user_id_idx";
DROP INDEX "holds_process_id_idx";

-- A busy minute leaves some hundred thousand closed holds: they are cleared while they are few, without pauses.
ALTER TABLE "holds" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);

-- The same two statements, with holds bounded by the ids asked for: to a plan that was made while the table was empty, going
-- through all of it looks as cheap as looking up one.

-- Settles what has its hold on a wallet that covers all its holds, for at most the hold: then the whole cost is charged.
-- Element n of each array belongs to the n-th request; p_users are the owners, each once. Answers what is settled as
-- "n:balance after", and whose wallets are locked elsewhere; the rest goes to settle_requests.
-- A record that is there already is a unique violation, and nothing of the batch happens.
CREATE OR REPLACE FUNCTION settle_plain_batch(p_users text[], p_stripe text, p_wait boolean, p_now timestamptz,
  p_ids text[], p_owners text[], p_keys text[], p_pools text[], p_accounts text[], p_protocols text[], p_endpoints text[],
  p_streams boolean[], p_playgrounds boolean[], p_asked text[], p_models text[], p_statuses text[], p_errors text[],
  p_ends text[], p_input bigint[], p_cached bigint[], p_write_5m bigint[], p_write_1h bigint[], p_output bigint[],
  p_reasoning bigint[], p_media jsonb[], p_tools jsonb[], p_tiers text[], p_due bigint[], p_prices text[],
  p_multipliers bigint[], p_sources text[], p_attempts jsonb[], p_queue_ms int[], p_first_ms int[], p_duration_ms int[],
  p_responses text[], p_created timestamptz[], OUT settled text, OUT busy text[]) LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[] := lock_wallets(p_users, p_wait);
  v_due bigint;
  v_processes text[];
  v_voided boolean[];
BEGIN
  IF cardinality(locked) < cardinality(p_users) THEN
    SELECT array_agg(w.user_id) INTO busy FROM wallets w WHERE w.user_id = ANY (p_users) AND w.user_id <> ALL (locked);
  END IF;
  WITH plain AS MATERIALIZED (
    SELECT t.n::int AS n, t.request_id, t.user_id, p_keys[t.n] AS key_id, t.due, p_created[t.n] AS created_at,
      h.amount_nano_usd AS hold, h.process_id AS held_by,
      (w.balance_nano_usd - sum(t.due) OVER (PARTITION BY t.user_id ORDER BY t.n))::bigint AS after
    FROM unnest(p_ids, p_owners, p_due) WITH ORDINALITY AS t(request_id, user_id, due, n)
    JOIN wallets w ON w.user_id = t.user_id AND w.promo_nano_usd = 0 AND w.balance_nano_usd >= w.held_nano_usd
    JOIN holds h ON h.request_id = t.request_id AND h.request_id = ANY (p_ids) AND h.user_id = t.user_id AND h.funded_by = 'wallet'
      AND h.key_period_start IS NULL AND h.user_period_start IS NULL AND h.amount_nano_usd >= t.due
    WHERE t.user_id = ANY (locked)
  ), recorded AS (
    INSERT INTO usage_records (request_id, user_id, key_id, pool_id, account_id, protocol, endpoint, stream, playground,
      requested_model, upstream_model, status, error_code, end_reason, input_tokens, cached_input_tokens,
      cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, media_tokens, tool_calls, service_tier,
      cost_nano_usd, charged_nano_usd, loss_nano_usd, funded_by, price_version_id, rate_multiplier,
      usage_source, attempts, hold_nano_usd, balance_after_nano_usd, queue_ms, first_token_ms, duration_ms, process_id,
      created_at, settled_at)
    SELECT p.request_id, p.user_id, p.key_id, p_pools[n], p_accounts[n], p_protocols[n], p_endpoints[n], p_streams[n],
      p_playgrounds[n], p_asked[n], p_models[n], p_statuses[n], p_errors[n], p_ends[n], p_input[n], p_cached[n],
      p_write_5m[n], p_write_1h[n], p_output[n], p_reasoning[n], p_media[n], p_tools[n], p_tiers[n],
      p.due, p.due, 0, CASE WHEN p_statuses[n] = 'voided' THEN 'none' ELSE 'wallet' END, p_prices[n], p_multipliers[n],
      p_sources[n], p_attempts[n], p.hold, p.after, p_queue_ms[n], p_first_ms[n], p_duration_ms[n], p.held_by,
      p.created_at, v_now
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
    DELETE FROM holds h USING plain p WHERE h.request_id = p.request_id AND h.request_id = ANY (p_ids)
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
    WHERE s.user_id = ANY (locked) AND s.user_id IN (SELECT p.user_id FROM plain p WHERE p.due > 0)
  )
  SELECT string_agg(p.n || ':' || p.after, ','), sum(p.due)::bigint, array_agg(p.held_by),
    array_agg(p_statuses[p.n] = 'voided')
  INTO settled, v_due, v_processes, v_voided FROM plain p;
  IF settled IS NULL THEN RETURN; END IF;
  IF cardinality(p_responses) > 0 THEN
    INSERT INTO upstream_responses (user_id, response_id, account_id, pool_id, input_tokens, output_tokens, created_at, expires_at)
    SELECT p_owners[n], p_responses[n], p_accounts[n], p_pools[n], p_input[n] + p_cached[n] + p_write_5m[n] + p_write_1h[n],
      p_output[n], v_now, v_now + interval '30 days'
    FROM (SELECT split_part(s, ':', 1)::int AS n FROM string_to_table(settled, ',') AS s) x
    WHERE p_responses[n] IS NOT NULL AND p_statuses[n] <> 'voided' AND p_accounts[n] IS NOT NULL
    ON CONFLICT (user_id, response_id) DO NOTHING;
  END IF;
  IF v_due > 0 THEN
    INSERT INTO ledger_balances AS b (account_id, stripe, balance_nano_usd) VALUES ('revenue', p_stripe, v_due)
    ON CONFLICT (account_id, stripe) DO UPDATE SET balance_nano_usd = b.balance_nano_usd + excluded.balance_nano_usd;
  END IF;
  PERFORM count_own(c.process, 0, c.settled, c.voided) FROM (
    SELECT t.process, count(*) FILTER (WHERE NOT t.is_void) AS settled, count(*) FILTER (WHERE t.is_void) AS voided
    FROM unnest(v_processes, v_voided) AS t(process, is_void) GROUP BY t.process ORDER BY t.process) c;
END $$;

CREATE OR REPLACE FUNCTION record_checkpoints(p_ids text[], p_wanted bigint[], p_checkpoints jsonb[], p_now timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  recorded text;
BEGIN
  WITH mine AS MATERIALIZED (
    SELECT h.request_id, t.n::int AS n FROM unnest(p_ids, p_wanted) WITH ORDINALITY AS t(request_id, wanted, n)
    JOIN holds h ON h.request_id = t.request_id AND h.request_id = ANY (p_ids) AND h.amount_nano_usd >= t.wanted
    FOR NO KEY UPDATE OF h SKIP LOCKED
  ), kept AS (
    UPDATE holds h SET checkpoint = p_checkpoints[m.n], checkpoint_at = coalesce(p_now, now())
    FROM mine m WHERE h.request_id = m.request_id AND h.request_id = ANY (p_ids) RETURNING m.n, h.amount_nano_usd
  )
  SELECT string_agg(k.n || ':' || k.amount_nano_usd, ',') INTO recorded FROM kept k;
  RETURN recorded;
END $$;
