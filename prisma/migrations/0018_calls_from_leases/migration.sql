-- Calls admitted from a lease that end soon never get a row in holds: the process notes them on its own disk, and their
-- settlement takes what they cost from the wallet while the lease stays as it is.

-- Settles calls that were admitted from a lease and have no hold of their own, where the wallet has what they cost beside
-- everything that is held: then the whole cost is charged and the lease keeps its amount. Element n of each array belongs to
-- the n-th request; p_users are the owners, each once. Answers what is settled as "n:balance after", and whose wallets are
-- locked elsewhere; the rest goes to settle_leased_requests. Counts the admissions too.
-- A record that is there already is a unique violation, and nothing of the batch happens.
CREATE FUNCTION settle_leased_batch(p_users text[], p_process text, p_wait boolean, p_now timestamptz,
  p_ids text[], p_owners text[], p_keys text[], p_pools text[], p_accounts text[], p_protocols text[], p_endpoints text[],
  p_streams boolean[], p_playgrounds boolean[], p_asked text[], p_models text[], p_statuses text[], p_errors text[],
  p_ends text[], p_input bigint[], p_cached bigint[], p_write_5m bigint[], p_write_1h bigint[], p_output bigint[],
  p_reasoning bigint[], p_media jsonb[], p_tools jsonb[], p_tiers text[], p_due bigint[], p_prices text[],
  p_multipliers bigint[], p_sources text[], p_attempts jsonb[], p_queue_ms int[], p_first_ms int[], p_duration_ms int[],
  p_responses text[], p_created timestamptz[], p_holds bigint[], OUT settled text, OUT busy text[]) LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[] := lock_wallets(p_users, p_wait);
  v_due bigint;
  v_count bigint;
  v_voided bigint;
BEGIN
  IF cardinality(locked) < cardinality(p_users) THEN
    SELECT array_agg(w.user_id) INTO busy FROM wallets w WHERE w.user_id = ANY (p_users) AND w.user_id <> ALL (locked);
  END IF;
  WITH plain AS MATERIALIZED (
    SELECT t.n::int AS n, t.request_id, t.user_id, p_keys[t.n] AS key_id, t.due, p_created[t.n] AS created_at, t.hold,
      (w.balance_nano_usd - sum(t.due) OVER (PARTITION BY t.user_id ORDER BY t.n))::bigint AS after
    FROM (
      SELECT i.*, sum(i.due) OVER (PARTITION BY i.user_id ORDER BY i.n) AS spent
      FROM unnest(p_ids, p_owners, p_due, p_holds) WITH ORDINALITY AS i(request_id, user_id, due, hold, n)
    ) t
    JOIN wallets w ON w.user_id = t.user_id AND w.promo_nano_usd = 0 AND w.balance_nano_usd - w.held_nano_usd >= t.spent
    WHERE t.user_id = ANY (locked) AND t.due <= t.hold
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
      p_sources[n], p_attempts[n], p.hold, p.after, p_queue_ms[n], p_first_ms[n], p_duration_ms[n], p_process,
      p.created_at, v_now
    FROM plain p
  ), transferred AS (
    INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, request_id, created_at)
    SELECT p.request_id || '_2', p.user_id, 'wallet:' || p.user_id, 'revenue', p.due, 'usage', p.request_id, v_now
    FROM plain p WHERE p.due > 0
  ), paid AS (
    UPDATE wallets w SET balance_nano_usd = w.balance_nano_usd - t.due, updated_at = v_now
    FROM (SELECT p.user_id, sum(p.due)::bigint AS due FROM plain p GROUP BY p.user_id) t
    WHERE w.user_id = t.user_id AND t.due > 0
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
  SELECT string_agg(p.n || ':' || p.after, ','), sum(p.due)::bigint, count(*),
    count(*) FILTER (WHERE p_statuses[p.n] = 'voided')
  INTO settled, v_due, v_count, v_voided FROM plain p;
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
    INSERT INTO ledger_balances AS b (account_id, stripe, balance_nano_usd) VALUES ('revenue', p_process, v_due)
    ON CONFLICT (account_id, stripe) DO UPDATE SET balance_nano_usd = b.balance_nano_usd + excluded.balance_nano_usd;
  END IF;
  PERFORM count_own(p_process, v_count, v_count - v_voided, v_voided);
END $$;

-- settle_requests for a batch in which calls were admitted from a lease and have no hold of their own ("leased" says for how
-- much): theirs is made from the lease first, so that it covers them whatever else is held. An item that isn't answered has
-- to come again.
CREATE FUNCTION settle_leased_requests(p_items jsonb, p_stripe text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text, cost bigint, charged bigint, loss bigint, balance_after bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  locked text[] := lock_wallets(ARRAY(SELECT DISTINCT x ->> 'user_id' FROM jsonb_array_elements(p_items) x), p_wait);
  i record;
BEGIN
  FOR i IN SELECT x.* FROM jsonb_to_recordset(p_items) AS x(request_id text, user_id text, key_id text, process_id text,
      leased bigint, created_at timestamptz)
    WHERE x.leased IS NOT NULL AND x.user_id = ANY (locked)
      AND NOT EXISTS (SELECT FROM usage_records u WHERE u.request_id = x.request_id)
      AND NOT EXISTS (SELECT FROM holds h WHERE h.request_id = x.request_id)
    ORDER BY x.user_id, x.request_id
  LOOP
    UPDATE funding_leases l SET amount_nano_usd = l.amount_nano_usd - i.leased
      WHERE l.process_id = i.process_id AND l.user_id = i.user_id AND l.amount_nano_usd >= i.leased;
    CONTINUE WHEN NOT FOUND;
    INSERT INTO holds (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, request, created_at)
    VALUES (i.request_id, i.user_id, i.key_id, i.process_id, i.leased, 'wallet', '{}', i.created_at);
    PERFORM count_own(i.process_id, 1, 0, 0);
  END LOOP;
  -- A wallet that is locked elsewhere may be free by now: what its lease covers must not be settled without it.
  RETURN QUERY SELECT s.* FROM settle_requests((
      SELECT jsonb_agg(x) FROM jsonb_array_elements(p_items) x
      WHERE x ->> 'leased' IS NULL OR x ->> 'user_id' = ANY (locked)
        OR NOT EXISTS (SELECT FROM users u WHERE u.id = x ->> 'user_id')
    ), p_stripe, p_wait, p_now) s;
END $$;

-- Removes a hold that was written after its call was settled (a statement of a process that died while it ran).
CREATE FUNCTION drop_settled_hold(p_request text, p_user text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  h holds;
BEGIN
  PERFORM lock_wallets(ARRAY[p_user], true);
  DELETE FROM holds WHERE request_id = p_request AND funded_by = 'wallet' AND key_period_start IS NULL
    AND user_period_start IS NULL AND EXISTS (SELECT FROM usage_records u WHERE u.request_id = p_request) RETURNING * INTO h;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE wallets SET held_nano_usd = held_nano_usd - h.amount_nano_usd WHERE user_id = h.user_id;
  PERFORM count_own(h.process_id, -1, 0, 0);
END $$;
