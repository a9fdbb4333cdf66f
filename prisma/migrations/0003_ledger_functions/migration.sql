-- What must be atomic about money. Called by the verbs of lib/ledger only.
-- Lock order everywhere: wallets by user id, then (all under the wallet's lock) allowance windows, key, user budget,
-- then the platform balances of one stripe, then process rows.

-- The window of `kind` that holds `at`: days are the customer's calendar days, weeks and months count from `anchor`.
CREATE FUNCTION window_bounds(kind text, anchor timestamptz, tz text, at timestamptz,
  OUT starts_at timestamptz, OUT ends_at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
  local_now timestamp := at AT TIME ZONE tz;
  local_anchor timestamp := anchor AT TIME ZONE tz;
  step interval := CASE kind WHEN 'day' THEN interval '1 day' WHEN 'week' THEN interval '7 days' ELSE interval '1 month' END;
  n int;
BEGIN
  IF kind = 'day' THEN
    local_anchor := date_trunc('day', local_now);
    n := 0;
  ELSIF kind = 'week' THEN
    n := floor(extract(epoch FROM local_now - local_anchor) / 604800)::int;
  ELSE
    n := (extract(year FROM local_now) - extract(year FROM local_anchor))::int * 12
       + (extract(month FROM local_now) - extract(month FROM local_anchor))::int;
  END IF;
  -- Months differ in length and clocks change: the guess can be one off, either way.
  n := n + 1;
  LOOP
    starts_at := (local_anchor + step * n) AT TIME ZONE tz;
    EXIT WHEN starts_at <= at;
    n := n - 1;
  END LOOP;
  ends_at := (local_anchor + step * (n + 1)) AT TIME ZONE tz;
END $$;

-- The calendar period of a cap or budget; without a period it began at the epoch and never ends.
CREATE FUNCTION period_bounds(period text, tz text, at timestamptz, OUT starts_at timestamptz, OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF period IS NULL THEN
    starts_at := 'epoch';
    RETURN;
  END IF;
  starts_at := date_trunc(period, at AT TIME ZONE tz) AT TIME ZONE tz;
  ends_at := (date_trunc(period, at AT TIME ZONE tz) + ('1 ' || period)::interval) AT TIME ZONE tz;
END $$;

-- Locks the wallets of these users in id order and says which are locked; wallets that don't exist yet are opened.
CREATE FUNCTION lock_wallets(users text[], wait boolean) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  locked text[];
  opened text[];
BEGIN
  IF wait THEN
    SELECT coalesce(array_agg(l.user_id), '{}') INTO locked FROM (
      SELECT w.user_id FROM wallets w WHERE w.user_id = ANY (users) ORDER BY w.user_id FOR NO KEY UPDATE) l;
  ELSE
    SELECT coalesce(array_agg(l.user_id), '{}') INTO locked FROM (
      SELECT w.user_id FROM wallets w WHERE w.user_id = ANY (users) ORDER BY w.user_id FOR NO KEY UPDATE SKIP LOCKED) l;
  END IF;
  IF cardinality(locked) < cardinality(users) THEN
    WITH made AS (
      INSERT INTO wallets (user_id)
      SELECT u.id FROM users u WHERE u.id = ANY (users) AND NOT EXISTS (SELECT FROM wallets w WHERE w.user_id = u.id)
      ON CONFLICT DO NOTHING RETURNING user_id)
    SELECT coalesce(array_agg(user_id), '{}') INTO opened FROM made;
    IF cardinality(opened) > 0 THEN
      INSERT INTO ledger_accounts (id, kind, user_id)
      SELECT 'wallet:' || u, 'wallet', u FROM unnest(opened) u UNION ALL SELECT 'promo:' || u, 'promo', u FROM unnest(opened) u
      ON CONFLICT DO NOTHING;
      locked := locked || opened;
    END IF;
  END IF;
  RETURN locked;
END $$;

-- Takes `amount` of promotional credit from the grants that expire first. The wallet's own number is the caller's to move.
CREATE FUNCTION consume_promo(p_user text, p_amount bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  g record;
  rest bigint := p_amount;
  part bigint;
BEGIN
  FOR g IN SELECT id, remaining_nano_usd FROM promo_grants WHERE user_id = p_user AND remaining_nano_usd > 0
    ORDER BY expires_at NULLS LAST, id FOR UPDATE
  LOOP
    EXIT WHEN rest = 0;
    part := least(rest, g.remaining_nano_usd);
    UPDATE promo_grants SET remaining_nano_usd = remaining_nano_usd - part WHERE id = g.id;
    rest := rest - part;
  END LOOP;
  UPDATE wallets SET promo_expires_at = (SELECT min(expires_at) FROM promo_grants
    WHERE user_id = p_user AND remaining_nano_usd > 0) WHERE user_id = p_user;
END $$;

-- Adds to platform balances of one stripe; account ids in one fixed order.
CREATE FUNCTION add_to_platform(p_stripe text, p_accounts text[], p_amounts bigint[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO ledger_balances AS b (account_id, stripe, balance_nano_usd)
  SELECT a, p_stripe, sum(n)::bigint FROM unnest(p_accounts, p_amounts) AS t(a, n) GROUP BY a HAVING sum(n) <> 0 ORDER BY a
  ON CONFLICT (account_id, stripe) DO UPDATE SET balance_nano_usd = b.balance_nano_usd + excluded.balance_nano_usd
$$;

-- Ends expired promotional credit of a customer whose wallet is locked by the caller. What open holds rely on stays
-- until they close. Returns how much ended.
CREATE FUNCTION expire_promo(p_user text, p_id text, p_stripe text, p_now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  g record;
  free bigint;
  part bigint;
  total bigint := 0;
  held_back boolean := false;
BEGIN
  SELECT greatest(0, balance_nano_usd + promo_nano_usd - held_nano_usd) INTO free FROM wallets WHERE user_id = p_user;
  FOR g IN SELECT id, remaining_nano_usd FROM promo_grants
    WHERE user_id = p_user AND remaining_nano_usd > 0 AND expires_at <= p_now ORDER BY expires_at, id FOR UPDATE
  LOOP
    part := least(g.remaining_nano_usd, free);
    held_back := held_back OR part < g.remaining_nano_usd;
    CONTINUE WHEN part = 0;
    UPDATE promo_grants SET remaining_nano_usd = remaining_nano_usd - part WHERE id = g.id;
    free := free - part;
    total := total + part;
  END LOOP;
  UPDATE wallets SET promo_nano_usd = promo_nano_usd - total, promo_expires_at = CASE
      -- Looked at again at once would cost every hold a scan: a minute later is early enough for what is held anyway.
      WHEN held_back THEN p_now + interval '1 minute'
      ELSE (SELECT min(expires_at) FROM promo_grants WHERE user_id = p_user AND remaining_nano_usd > 0) END
    WHERE user_id = p_user;
  IF total > 0 THEN
    INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, created_at)
    VALUES (p_id, p_user, 'promo:' || p_user, 'promotions', total, 'promotion_expiry', p_now);
    PERFORM add_to_platform(p_stripe, ARRAY['promotions'], ARRAY[total]);
  END IF;
  RETURN total;
END $$;

-- A key's spending row of the cap's current period, made or moved on as needed (wallet locked by the caller).
CREATE FUNCTION current_key_spend(p_key text, p_user text, p_period_start timestamptz) RETURNS key_spend LANGUAGE plpgsql AS $$
DECLARE
  result key_spend;
BEGIN
  SELECT * INTO result FROM key_spend WHERE key_id = p_key;
  IF FOUND AND result.period_start = p_period_start THEN RETURN result; END IF;
  -- A new period, or a cap set in the middle of one: what was spent since then counts.
  INSERT INTO key_spend AS k (key_id, user_id, period_start, used_nano_usd)
  VALUES (p_key, p_user, p_period_start, (
    SELECT coalesce(sum(charged_nano_usd), 0)::bigint FROM usage_records
    WHERE key_id = p_key AND request_id >= id_floor('req', p_period_start)))
  ON CONFLICT (key_id) DO UPDATE SET period_start = excluded.period_start, held_nano_usd = 0,
    used_nano_usd = CASE WHEN excluded.period_start = 'epoch' THEN k.total_nano_usd ELSE excluded.used_nano_usd END
  RETURNING * INTO result;
  RETURN result;
END $$;

-- A user's budget row of the current period, made or moved on as needed (wallet locked by the caller).
CREATE FUNCTION current_user_spend(p_user text, p_period_start timestamptz) RETURNS user_spend LANGUAGE plpgsql AS $$
DECLARE
  result user_spend;
BEGIN
  SELECT * INTO result FROM user_spend WHERE user_id = p_user;
  IF FOUND AND result.period_start = p_period_start THEN RETURN result; END IF;
  INSERT INTO user_spend AS s (user_id, period_start, used_nano_usd)
  VALUES (p_user, p_period_start, (
    SELECT coalesce(sum(charged_nano_usd), 0)::bigint FROM usage_records
    WHERE user_id = p_user AND request_id >= id_floor('req', p_period_start)))
  ON CONFLICT (user_id) DO UPDATE SET period_start = excluded.period_start, held_nano_usd = 0,
    used_nano_usd = excluded.used_nano_usd
  RETURNING * INTO result;
  RETURN result;
END $$;

-- Opens the subscription's windows of now and finds the one with the least room (of equals, the one that resets last).
-- `starts` names the windows an amount would be counted in.
CREATE FUNCTION open_windows(p_subscription text, p_tz text, p_now timestamptz,
  OUT scope text, OUT room bigint, OUT resets_at timestamptz, OUT starts jsonb) LANGUAGE plpgsql AS $$
DECLARE
  s record;
  limits record;
  bounds record;
  w quota_windows;
BEGIN
  SELECT sub.started_at, p.allowance_day_nano_usd AS d, p.allowance_week_nano_usd AS wk, p.allowance_month_nano_usd AS m
    INTO s FROM subscriptions sub JOIN plans p ON p.id = sub.plan_id WHERE sub.id = p_subscription;
  starts := '{}';
  FOR limits IN SELECT * FROM (VALUES ('day', s.d), ('week', s.wk), ('month', s.m)) AS l(kind, amount) WHERE l.amount IS NOT NULL
  LOOP
    SELECT * INTO w FROM quota_windows q WHERE q.subscription_id = p_subscription AND q.kind = limits.kind::"Period";
    -- A window that is still open stays as it is: a changed timezone must not refill it.
    IF NOT FOUND OR w.ends_at <= p_now OR w.limit_nano_usd <> limits.amount THEN
      bounds := window_bounds(limits.kind, s.started_at, p_tz, p_now);
      INSERT INTO quota_windows AS q (subscription_id, kind, starts_at, ends_at, limit_nano_usd)
      VALUES (p_subscription, limits.kind::"Period", bounds.starts_at, bounds.ends_at, limits.amount)
      ON CONFLICT (subscription_id, kind) DO UPDATE SET
        starts_at = CASE WHEN q.ends_at <= p_now THEN excluded.starts_at ELSE q.starts_at END,
        ends_at = CASE WHEN q.ends_at <= p_now THEN excluded.ends_at ELSE q.ends_at END,
        used_nano_usd = CASE WHEN q.ends_at <= p_now THEN 0 ELSE q.used_nano_usd END,
        held_nano_usd = CASE WHEN q.ends_at <= p_now THEN 0 ELSE q.held_nano_usd END,
        limit_nano_usd = excluded.limit_nano_usd
      RETURNING * INTO w;
    END IF;
    starts := starts || jsonb_build_object(limits.kind, extract(epoch FROM w.starts_at));
    IF room IS NULL OR w.limit_nano_usd - w.used_nano_usd - w.held_nano_usd < room
      OR (w.limit_nano_usd - w.used_nano_usd - w.held_nano_usd = room AND w.ends_at > resets_at) THEN
      scope := 'subscription_' || limits.kind;
      room := w.limit_nano_usd - w.used_nano_usd - w.held_nano_usd;
      resets_at := w.ends_at;
    END IF;
  END LOOP;
  room := greatest(0, room);
END $$;

-- Of the windows that would not take `amount`, the one that resets last: what the caller has to wait for.
CREATE FUNCTION refusing_window(p_subscription text, p_starts jsonb, p_amount bigint,
  OUT scope text, OUT room bigint, OUT resets_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT 'subscription_' || kind, greatest(0, limit_nano_usd - used_nano_usd - held_nano_usd), ends_at FROM quota_windows
  WHERE subscription_id = p_subscription AND p_starts ? kind::text
    AND limit_nano_usd - used_nano_usd - held_nano_usd < p_amount
  ORDER BY ends_at DESC LIMIT 1
$$;

-- Moves held and used of the windows that the amounts were counted in; a window that has moved on is left alone.
CREATE FUNCTION move_windows(p_subscription text, p_starts jsonb, p_held bigint, p_used bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE quota_windows SET held_nano_usd = greatest(0, held_nano_usd + p_held), used_nano_usd = greatest(0, used_nano_usd + p_used)
  WHERE subscription_id = p_subscription AND extract(epoch FROM starts_at) = (p_starts ->> kind::text)::numeric
$$;

-- Places many holds, each on all of its scopes or on none. Idempotent by request id.
-- outcome: held | refused (scope, resets_at, available) | gone (scope says why) | busy (wallet locked elsewhere: try again).
CREATE FUNCTION place_holds(p_items jsonb, p_process text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text, scope text, resets_at timestamptz, available bigint, funded_by text, subscription_id text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[];
  r record;
  win record;
  key_bounds record;
  user_bounds record;
  key_start timestamptz;
  user_start timestamptz;
  ks key_spend;
  us user_spend;
  cur text := '';
  free bigint := 0;
  held_delta bigint := 0;
  admitted int := 0;
  window_starts jsonb;
  by_subscription boolean;
BEGIN
  locked := lock_wallets(ARRAY(SELECT DISTINCT i ->> 'user_id' FROM jsonb_array_elements(p_items) i), p_wait);
  FOR r IN
    SELECT i.*, i.user_id = ANY (locked) AS is_locked, u.status::text AS user_status, u.timezone,
      u.budget_nano_usd AS budget, u.budget_period::text AS budget_period,
      k.id AS found_key, k.revoked_at, k.disabled_at, k.expires_at, k.spend_cap_nano_usd AS cap, k.cap_period::text AS cap_period,
      k.fallback_to_balance AS fallback, w.balance_nano_usd + w.promo_nano_usd - w.held_nano_usd AS wallet_free,
      w.promo_expires_at, h.request_id AS found_hold, h.funded_by AS hold_funded, h.subscription_id AS hold_subscription,
      s.id AS sub
    FROM jsonb_to_recordset(p_items) AS i(n int, request_id text, user_id text, key_id text, pool_id text, amount bigint, request jsonb)
    LEFT JOIN users u ON u.id = i.user_id
    LEFT JOIN api_keys k ON k.id = i.key_id AND k.user_id = i.user_id
    LEFT JOIN wallets w ON w.user_id = i.user_id
    LEFT JOIN holds h ON h.request_id = i.request_id
    LEFT JOIN LATERAL (
      SELECT s.id FROM subscriptions s JOIN plans p ON p.id = s.plan_id
      WHERE s.user_id = i.user_id AND s.status <> 'ended' AND s.period_start <= v_now AND s.period_end > v_now
        AND coalesce(p.allowance_day_nano_usd, p.allowance_week_nano_usd, p.allowance_month_nano_usd) IS NOT NULL
        AND (NOT EXISTS (SELECT FROM plan_pools pp WHERE pp.plan_id = p.id)
          OR EXISTS (SELECT FROM plan_pools pp WHERE pp.plan_id = p.id AND pp.pool_id = i.pool_id))
      ORDER BY s.created_at DESC, s.id LIMIT 1) s ON true
    ORDER BY i.user_id, i.n
  LOOP
    request_id := r.request_id;
    scope := NULL; resets_at := NULL; available := 0; funded_by := NULL; subscription_id := NULL;
    IF r.user_status IS NULL THEN outcome := 'gone'; scope := 'user'; RETURN NEXT; CONTINUE; END IF;
    IF NOT r.is_locked THEN outcome := 'busy'; RETURN NEXT; CONTINUE; END IF;
    IF r.found_hold IS NOT NULL THEN
      outcome := 'held'; funded_by := r.hold_funded; subscription_id := r.hold_subscription; RETURN NEXT; CONTINUE;
    END IF;
    outcome := 'gone';
    IF r.user_status <> 'active' THEN scope := 'user_' || r.user_status; RETURN NEXT; CONTINUE; END IF;
    IF r.found_key IS NULL OR r.revoked_at IS NOT NULL THEN scope := 'key_revoked'; RETURN NEXT; CONTINUE; END IF;
    IF r.disabled_at IS NOT NULL THEN scope := 'key_disabled'; RETURN NEXT; CONTINUE; END IF;
    IF r.expires_at <= v_now THEN scope := 'key_expired'; RETURN NEXT; CONTINUE; END IF;

    IF cur <> r.user_id THEN
      IF held_delta > 0 THEN
        UPDATE wallets w SET held_nano_usd = w.held_nano_usd + held_delta WHERE w.user_id = cur;
      END IF;
      cur := r.user_id; held_delta := 0; free := r.wallet_free;
      IF r.promo_expires_at <= v_now THEN
        free := free - expire_promo(cur, 'xfer' || substr(r.request_id, 4) || '_e', p_process, v_now);
      END IF;
    END IF;

    outcome := 'refused'; window_starts := NULL; by_subscription := false; key_start := NULL; user_start := NULL;
    IF r.sub IS NOT NULL THEN
      win := open_windows(r.sub, r.timezone, v_now);
      IF win.room >= r.amount THEN
        by_subscription := true; window_starts := win.starts;
      ELSIF NOT r.fallback THEN
        SELECT f.scope, f.room, f.resets_at INTO scope, available, resets_at FROM refusing_window(r.sub, win.starts, r.amount) f;
        RETURN NEXT; CONTINUE;
      END IF;
    END IF;
    IF NOT by_subscription AND free < r.amount THEN
      scope := 'wallet'; available := greatest(0, free); RETURN NEXT; CONTINUE;
    END IF;
    IF r.cap IS NOT NULL THEN
      key_bounds := period_bounds(r.cap_period, r.timezone, v_now);
      key_start := key_bounds.starts_at;
      ks := current_key_spend(r.key_id, r.user_id, key_bounds.starts_at);
      available := greatest(0, r.cap - ks.used_nano_usd - ks.held_nano_usd);
      IF available < r.amount THEN
        scope := 'key_cap'; resets_at := key_bounds.ends_at; RETURN NEXT; CONTINUE;
      END IF;
    END IF;
    IF r.budget IS NOT NULL THEN
      user_bounds := period_bounds(r.budget_period, r.timezone, v_now);
      user_start := user_bounds.starts_at;
      us := current_user_spend(r.user_id, user_bounds.starts_at);
      available := greatest(0, r.budget - us.used_nano_usd - us.held_nano_usd);
      IF available < r.amount THEN
        scope := 'user_budget'; resets_at := user_bounds.ends_at; RETURN NEXT; CONTINUE;
      END IF;
    END IF;

    IF by_subscription THEN
      PERFORM move_windows(r.sub, window_starts, r.amount, 0);
    ELSE
      free := free - r.amount; held_delta := held_delta + r.amount;
    END IF;
    IF r.cap IS NOT NULL THEN
      UPDATE key_spend k SET held_nano_usd = k.held_nano_usd + r.amount WHERE k.key_id = r.key_id;
    END IF;
    IF r.budget IS NOT NULL THEN
      UPDATE user_spend s SET held_nano_usd = s.held_nano_usd + r.amount WHERE s.user_id = r.user_id;
    END IF;
    funded_by := CASE WHEN by_subscription THEN 'subscription' ELSE 'wallet' END;
    subscription_id := CASE WHEN by_subscription THEN r.sub END;
    INSERT INTO holds (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, subscription_id,
      key_period_start, user_period_start, window_starts, request, created_at)
    VALUES (r.request_id, r.user_id, r.key_id, p_process, r.amount, funded_by, subscription_id,
      key_start, user_start, window_starts, r.request, v_now);
    admitted := admitted + 1;
    outcome := 'held'; available := free;
    RETURN NEXT;
  END LOOP;
  IF held_delta > 0 THEN
    UPDATE wallets w SET held_nano_usd = w.held_nano_usd + held_delta WHERE w.user_id = cur;
  END IF;
  IF admitted > 0 THEN
    PERFORM count_requests(ARRAY[p_process], ARRAY[admitted], ARRAY[0], ARRAY[0]);
  END IF;
END $$;

-- Moves the counters of process rows: admitted = settled + voided + open holds.
CREATE FUNCTION count_requests(p_processes text[], p_admitted int[], p_settled int[], p_voided int[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO gateway_processes AS g (id, role, host, pid, admitted, settled, voided)
  SELECT p, 'unknown', '', 0, sum(a), sum(s), sum(v) FROM unnest(p_processes, p_admitted, p_settled, p_voided) AS t(p, a, s, v)
  GROUP BY p ORDER BY p
  ON CONFLICT (id) DO UPDATE SET admitted = g.admitted + excluded.admitted, settled = g.settled + excluded.settled,
    voided = g.voided + excluded.voided
$$;

-- Room that caps leave beyond what is already held for this request; null = no cap limits it.
CREATE FUNCTION cap_room(p_user text, p_key text, p_tz text, p_now timestamptz, p_key_counted boolean, p_user_counted boolean)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  result bigint;
  k record;
  u record;
  bounds record;
  ks key_spend;
  us user_spend;
BEGIN
  IF p_key_counted THEN
    SELECT spend_cap_nano_usd AS cap, cap_period::text AS period INTO k FROM api_keys WHERE id = p_key;
    IF k.cap IS NOT NULL THEN
      bounds := period_bounds(k.period, p_tz, p_now);
      ks := current_key_spend(p_key, p_user, bounds.starts_at);
      result := greatest(0, k.cap - ks.used_nano_usd - ks.held_nano_usd);
    END IF;
  END IF;
  IF p_user_counted THEN
    SELECT budget_nano_usd AS cap, budget_period::text AS period INTO u FROM users WHERE id = p_user;
    IF u.cap IS NOT NULL THEN
      bounds := period_bounds(u.period, p_tz, p_now);
      us := current_user_spend(p_user, bounds.starts_at);
      result := least(result, greatest(0, u.cap - us.used_nano_usd - us.held_nano_usd));
    END IF;
  END IF;
  RETURN result;
END $$;

-- Records what streams have used so far and grows their holds; a hold that an asynchronous commit lost is made again.
-- outcome: ok | refused (scope; the tokens are recorded all the same) | gone (settled meanwhile) | busy.
CREATE FUNCTION grow_holds(p_items jsonb, p_process text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text, scope text, held bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[];
  r record;
  h holds;
  win record;
  wallet_room bigint;
  room bigint;
  growth bigint;
  caps bigint;
  tz text;
  is_new boolean;
BEGIN
  -- Checkpoints are what a crash is settled from: durable at once, unlike holds.
  PERFORM set_config('synchronous_commit', 'on', true);
  locked := lock_wallets(ARRAY(SELECT DISTINCT i ->> 'user_id' FROM jsonb_array_elements(p_items) i), p_wait);
  FOR r IN
    SELECT * FROM jsonb_to_recordset(p_items) AS i(n int, request_id text, user_id text, key_id text, wanted bigint,
      held bigint, funded_by text, subscription_id text, request jsonb, checkpoint jsonb)
    ORDER BY i.user_id, i.n
  LOOP
    request_id := r.request_id; scope := NULL; held := r.held;
    IF NOT r.user_id = ANY (locked) THEN
      outcome := CASE WHEN EXISTS (SELECT FROM users u WHERE u.id = r.user_id) THEN 'busy' ELSE 'gone' END;
      RETURN NEXT; CONTINUE;
    END IF;
    SELECT * INTO h FROM holds WHERE holds.request_id = r.request_id;
    is_new := NOT FOUND;
    IF is_new AND EXISTS (SELECT FROM usage_records e WHERE e.request_id = r.request_id) THEN
      outcome := 'gone'; RETURN NEXT; CONTINUE;
    END IF;
    SELECT u.timezone INTO tz FROM users u WHERE u.id = r.user_id;
    IF is_new THEN
      h := NULL; h.amount_nano_usd := 0; h.funded_by := r.funded_by; h.subscription_id := r.subscription_id;
    END IF;
    growth := greatest(r.wanted, CASE WHEN is_new THEN r.held ELSE 0 END) - h.amount_nano_usd;
    outcome := 'ok';
    IF growth > 0 THEN
      win := NULL;
      IF h.funded_by = 'subscription' THEN
        win := open_windows(h.subscription_id, tz, v_now);
        room := win.room; scope := win.scope;
        -- Its windows moved on: the growth belongs to what is open now, and so does the hold from here.
        IF h.window_starts IS NOT NULL AND h.window_starts <> win.starts THEN
          PERFORM move_windows(h.subscription_id, h.window_starts, -h.amount_nano_usd, 0);
          PERFORM move_windows(h.subscription_id, win.starts, h.amount_nano_usd, 0);
        END IF;
        h.window_starts := win.starts;
      ELSE
        SELECT greatest(0, w.balance_nano_usd + w.promo_nano_usd - w.held_nano_usd) INTO room FROM wallets w WHERE w.user_id = r.user_id;
        scope := 'wallet';
      END IF;
      caps := cap_room(r.user_id, r.key_id, tz, v_now, h.key_period_start IS NOT NULL, h.user_period_start IS NOT NULL);
      IF caps < room THEN
        room := caps; scope := CASE WHEN h.key_period_start IS NOT NULL THEN 'key_cap' ELSE 'user_budget' END;
      END IF;
      IF room >= growth THEN
        scope := NULL;
      ELSE
        -- A hold made again takes what is left of the money; one that exists grows wholly or not at all.
        outcome := CASE WHEN is_new AND room >= r.held THEN 'ok' ELSE 'refused' END;
        IF is_new AND room >= r.held AND r.wanted > r.held THEN outcome := 'refused'; END IF;
        growth := CASE WHEN is_new THEN least(room, r.held) ELSE 0 END;
      END IF;
    ELSE
      growth := 0;
    END IF;
    h.amount_nano_usd := h.amount_nano_usd + growth;
    held := h.amount_nano_usd;
    IF growth > 0 AND h.funded_by = 'subscription' THEN
      PERFORM move_windows(h.subscription_id, h.window_starts, growth, 0);
    ELSIF growth > 0 THEN
      UPDATE wallets w SET held_nano_usd = w.held_nano_usd + growth WHERE w.user_id = r.user_id;
    END IF;
    IF growth > 0 AND h.key_period_start IS NOT NULL THEN
      UPDATE key_spend k SET held_nano_usd = k.held_nano_usd + growth WHERE k.key_id = r.key_id AND k.period_start = h.key_period_start;
    END IF;
    IF growth > 0 AND h.user_period_start IS NOT NULL THEN
      UPDATE user_spend s SET held_nano_usd = s.held_nano_usd + growth WHERE s.user_id = r.user_id AND s.period_start = h.user_period_start;
    END IF;
    IF is_new THEN
      INSERT INTO holds (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, subscription_id, window_starts,
        request, checkpoint, checkpoint_at, created_at)
      VALUES (r.request_id, r.user_id, r.key_id, p_process, h.amount_nano_usd, h.funded_by, h.subscription_id, h.window_starts,
        r.request, r.checkpoint, v_now, v_now);
      PERFORM count_requests(ARRAY[p_process], ARRAY[1], ARRAY[0], ARRAY[0]);
    ELSE
      UPDATE holds SET amount_nano_usd = h.amount_nano_usd, window_starts = h.window_starts,
        checkpoint = r.checkpoint, checkpoint_at = v_now WHERE holds.request_id = r.request_id;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- One request as its process says it ended.
CREATE TYPE settle_item AS (
  n int, request_id text, user_id text, key_id text, pool_id text, process_id text, account_id text, protocol text,
  endpoint text, stream boolean, playground boolean, requested_model text, upstream_model text, status text,
  error_code text, end_reason text, input_tokens bigint, cached_input_tokens bigint, cache_write_5m_tokens bigint,
  cache_write_1h_tokens bigint, output_tokens bigint, reasoning_tokens bigint, media_tokens jsonb, tool_calls jsonb,
  service_tier text, cost bigint, funded_by text, subscription_id text, price_version_id text, rate_multiplier bigint,
  usage_source text, attempts jsonb, queue_ms int, first_token_ms int, duration_ms int, response_id text, created_at timestamptz, only_if_held boolean
);

-- Provider usage that came after a request was settled for its lost process: the difference is moved by further
-- transfers and the one record takes the true numbers. Returns how much more was charged (less when negative).
CREATE FUNCTION correct_settlement(i settle_item, e usage_records, p_stripe text, p_now timestamptz) RETURNS usage_records
LANGUAGE plpgsql AS $$
DECLARE
  w wallets;
  tz text;
  win record;
  funding text := CASE WHEN e.funded_by = 'none' THEN i.funded_by ELSE e.funded_by END;
  subscription text := coalesce(e.subscription_id, i.subscription_id);
  charged bigint;
  delta_charged bigint;
  delta_loss bigint;
  source text;
BEGIN
  SELECT * INTO w FROM wallets WHERE user_id = i.user_id;
  IF funding = 'subscription' THEN
    SELECT timezone INTO tz FROM users WHERE id = i.user_id;
    win := open_windows(subscription, tz, p_now);
    charged := least(i.cost, e.charged_nano_usd + coalesce(win.room, 0));
    source := 'subscriptions';
  ELSE
    charged := least(i.cost, e.charged_nano_usd + greatest(0, least(w.balance_nano_usd, w.balance_nano_usd + w.promo_nano_usd - w.held_nano_usd)));
    source := 'wallet:' || i.user_id;
  END IF;
  delta_charged := charged - e.charged_nano_usd;
  delta_loss := (i.cost - charged) - e.loss_nano_usd;
  INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, request_id, corrects, created_at)
  SELECT i.request_id || t.leg, i.user_id, t.debit, t.credit, t.amount, 'correction', i.request_id, i.request_id || t.old, p_now
  FROM (VALUES
    ('_5', source, 'revenue', delta_charged, CASE funding WHEN 'subscription' THEN '_3' ELSE '_2' END),
    ('_6', 'revenue', source, -delta_charged, CASE funding WHEN 'subscription' THEN '_3' ELSE '_2' END),
    ('_7', 'loss', 'revenue', delta_loss, '_4'), ('_8', 'revenue', 'loss', -delta_loss, '_4')) AS t(leg, debit, credit, amount, old)
  WHERE t.amount > 0;
  IF funding = 'subscription' THEN
    PERFORM move_windows(subscription, win.starts, 0, delta_charged);
    PERFORM add_to_platform(p_stripe, ARRAY['subscriptions'], ARRAY[-delta_charged]);
  ELSE
    UPDATE wallets SET balance_nano_usd = balance_nano_usd - delta_charged, updated_at = p_now WHERE user_id = i.user_id RETURNING * INTO w;
  END IF;
  PERFORM add_to_platform(p_stripe, ARRAY['revenue', 'loss'], ARRAY[delta_charged + delta_loss, -delta_loss]);
  UPDATE key_spend SET total_nano_usd = total_nano_usd + delta_charged,
    used_nano_usd = CASE WHEN i.created_at >= period_start THEN greatest(0, used_nano_usd + delta_charged) ELSE used_nano_usd END
    WHERE key_id = i.key_id;
  UPDATE user_spend SET used_nano_usd = greatest(0, used_nano_usd + delta_charged)
    WHERE user_id = i.user_id AND i.created_at >= period_start;
  IF e.status = 'voided' THEN
    PERFORM count_requests(ARRAY[e.process_id], ARRAY[0], ARRAY[1], ARRAY[-1]);
  END IF;
  UPDATE usage_records SET status = 'interrupted', account_id = i.account_id, upstream_model = i.upstream_model,
    input_tokens = i.input_tokens, cached_input_tokens = i.cached_input_tokens, cache_write_5m_tokens = i.cache_write_5m_tokens,
    cache_write_1h_tokens = i.cache_write_1h_tokens, output_tokens = i.output_tokens, reasoning_tokens = i.reasoning_tokens,
    media_tokens = i.media_tokens, tool_calls = i.tool_calls, cost_nano_usd = i.cost, charged_nano_usd = charged,
    loss_nano_usd = i.cost - charged, funded_by = funding, subscription_id = CASE WHEN funding = 'subscription' THEN subscription END,
    price_version_id = i.price_version_id, usage_source = i.usage_source, attempts = i.attempts, queue_ms = i.queue_ms,
    first_token_ms = i.first_token_ms, duration_ms = i.duration_ms,
    balance_after_nano_usd = w.balance_nano_usd + w.promo_nano_usd, settled_at = p_now
    WHERE request_id = i.request_id RETURNING * INTO e;
  RETURN e;
END $$;

-- Settles many requests: record, transfers, hold closed, every counter moved. A request already settled is answered
-- with its first outcome. outcome: settled | repeated | corrected | absent (only_if_held and there is none) | busy.
CREATE FUNCTION settle_requests(p_items jsonb, p_stripe text, p_wait boolean, p_now timestamptz)
RETURNS TABLE (request_id text, outcome text, cost bigint, charged bigint, loss bigint, balance_after bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  locked text[];
  i settle_item;
  h holds;
  e usage_records;
  w wallets;
  win record;
  tz text;
  cur text;
  hold bigint;
  funding text;
  promo_part bigint;
  paid_part bigint;
  room bigint;
  is_void boolean;
  has_hold boolean;
  processes text[] := '{}';
  admitted int[] := '{}';
  settled int[] := '{}';
  voided int[] := '{}';
  total_wallet bigint := 0;
  total_subscription bigint := 0;
  total_loss bigint := 0;
BEGIN
  locked := lock_wallets(ARRAY(SELECT DISTINCT x ->> 'user_id' FROM jsonb_array_elements(p_items) x), p_wait);
  FOR i IN SELECT * FROM jsonb_populate_recordset(NULL::settle_item, p_items) x ORDER BY x.user_id, x.n LOOP
    request_id := i.request_id; balance_after := NULL;
    IF NOT i.user_id = ANY (locked) AND EXISTS (SELECT FROM users u WHERE u.id = i.user_id) THEN
      outcome := 'busy'; RETURN NEXT; CONTINUE;
    END IF;
    SELECT * INTO h FROM holds WHERE holds.request_id = i.request_id;
    has_hold := FOUND;
    IF i.only_if_held AND NOT has_hold THEN
      outcome := 'absent'; cost := 0; charged := 0; loss := 0; RETURN NEXT; CONTINUE;
    END IF;
    hold := coalesce(h.amount_nano_usd, 0);
    funding := coalesce(h.funded_by, i.funded_by);
    is_void := i.status = 'voided';
    IF is_void THEN i.cost := 0; END IF;
    IF cur IS DISTINCT FROM i.user_id THEN
      cur := i.user_id;
      SELECT * INTO w FROM wallets WHERE user_id = i.user_id;
      IF NOT FOUND THEN
        -- The customer was deleted: nobody can be charged, the record is kept.
        w := NULL; w.balance_nano_usd := 0; w.promo_nano_usd := 0; w.held_nano_usd := hold;
      END IF;
    END IF;
    cost := i.cost; charged := 0; promo_part := 0; paid_part := 0; win := NULL;
    IF i.cost > 0 THEN
      IF funding = 'subscription' THEN
        charged := least(i.cost, hold);
        IF i.cost > hold THEN
          SELECT u.timezone INTO tz FROM users u WHERE u.id = i.user_id;
          win := open_windows(coalesce(h.subscription_id, i.subscription_id), tz, v_now);
          charged := least(i.cost, hold + coalesce(win.room, 0));
        END IF;
      ELSE
        charged := least(i.cost, greatest(0, w.balance_nano_usd + w.promo_nano_usd - (w.held_nano_usd - hold)));
      END IF;
      IF charged > hold AND (h.key_period_start IS NOT NULL OR h.user_period_start IS NOT NULL) THEN
        SELECT u.timezone INTO tz FROM users u WHERE u.id = i.user_id;
        room := cap_room(i.user_id, i.key_id, tz, v_now, h.key_period_start IS NOT NULL, h.user_period_start IS NOT NULL);
        charged := least(charged, hold + room);
      END IF;
    END IF;
    loss := i.cost - charged;
    IF funding = 'wallet' THEN
      promo_part := least(charged, w.promo_nano_usd);
      paid_part := charged - promo_part;
      balance_after := w.balance_nano_usd + w.promo_nano_usd - charged;
    ELSE
      balance_after := w.balance_nano_usd + w.promo_nano_usd;
    END IF;

    INSERT INTO usage_records (request_id, user_id, key_id, pool_id, account_id, protocol, endpoint, stream, playground,
      requested_model, upstream_model, status, error_code, end_reason, input_tokens, cached_input_tokens,
      cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, media_tokens, tool_calls, service_tier,
      cost_nano_usd, charged_nano_usd, loss_nano_usd, funded_by, subscription_id, price_version_id, rate_multiplier,
      usage_source, attempts, hold_nano_usd, balance_after_nano_usd, queue_ms, first_token_ms, duration_ms, process_id,
      created_at, settled_at)
    VALUES (i.request_id, i.user_id, i.key_id, i.pool_id, i.account_id, i.protocol, i.endpoint, i.stream, i.playground,
      i.requested_model, i.upstream_model, i.status, i.error_code, i.end_reason, i.input_tokens, i.cached_input_tokens,
      i.cache_write_5m_tokens, i.cache_write_1h_tokens, i.output_tokens, i.reasoning_tokens, i.media_tokens, i.tool_calls,
      i.service_tier, i.cost, charged, loss, CASE WHEN is_void THEN 'none' ELSE funding END,
      CASE WHEN NOT is_void AND funding = 'subscription' THEN coalesce(h.subscription_id, i.subscription_id) END,
      i.price_version_id, i.rate_multiplier, i.usage_source, i.attempts, hold, balance_after, i.queue_ms, i.first_token_ms,
      i.duration_ms, coalesce(h.process_id, i.process_id), i.created_at, v_now)
    ON CONFLICT (request_id) DO NOTHING;
    IF NOT FOUND THEN
      SELECT * INTO e FROM usage_records u WHERE u.request_id = i.request_id;
      outcome := 'repeated';
      IF e.end_reason = 'process_lost' AND e.usage_source IN ('estimated', 'none')
        AND i.usage_source IN ('provider', 'drained') AND NOT is_void THEN
        e := correct_settlement(i, e, p_stripe, v_now);
        cur := NULL; outcome := 'corrected';
      END IF;
      cost := e.cost_nano_usd; charged := e.charged_nano_usd; loss := e.loss_nano_usd; balance_after := e.balance_after_nano_usd;
      RETURN NEXT; CONTINUE;
    END IF;

    IF i.cost > 0 THEN
      INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, request_id, created_at)
      SELECT i.request_id || t.leg, i.user_id, t.debit, 'revenue', t.amount, 'usage', i.request_id, v_now
      FROM (VALUES ('_1', 'promo:' || i.user_id, promo_part), ('_2', 'wallet:' || i.user_id, paid_part),
        ('_3', 'subscriptions', charged - promo_part - paid_part), ('_4', 'loss', loss)) AS t(leg, debit, amount)
      WHERE t.amount > 0;
    END IF;
    IF funding = 'wallet' THEN
      w.promo_nano_usd := w.promo_nano_usd - promo_part;
      w.balance_nano_usd := w.balance_nano_usd - paid_part;
      w.held_nano_usd := w.held_nano_usd - hold;
      UPDATE wallets SET promo_nano_usd = w.promo_nano_usd, balance_nano_usd = w.balance_nano_usd,
        held_nano_usd = w.held_nano_usd, updated_at = v_now WHERE user_id = i.user_id;
      IF promo_part > 0 THEN PERFORM consume_promo(i.user_id, promo_part); END IF;
      total_wallet := total_wallet + charged;
    ELSE
      PERFORM move_windows(h.subscription_id, h.window_starts, -hold, least(charged, hold));
      IF charged > hold THEN
        PERFORM move_windows(coalesce(h.subscription_id, i.subscription_id), win.starts, 0, charged - hold);
      END IF;
      total_subscription := total_subscription + charged;
    END IF;
    total_loss := total_loss + loss;
    IF charged > 0 OR h.key_period_start IS NOT NULL THEN
      INSERT INTO key_spend AS k (key_id, user_id, period_start, used_nano_usd, total_nano_usd)
      VALUES (i.key_id, i.user_id, 'epoch', charged, charged)
      ON CONFLICT (key_id) DO UPDATE SET total_nano_usd = k.total_nano_usd + charged,
        used_nano_usd = k.used_nano_usd + CASE WHEN i.created_at >= k.period_start THEN charged ELSE 0 END,
        held_nano_usd = k.held_nano_usd - CASE WHEN k.period_start = h.key_period_start THEN hold ELSE 0 END;
    END IF;
    UPDATE user_spend s SET
      used_nano_usd = s.used_nano_usd + CASE WHEN i.created_at >= s.period_start THEN charged ELSE 0 END,
      held_nano_usd = s.held_nano_usd - CASE WHEN s.period_start = h.user_period_start THEN hold ELSE 0 END
      WHERE s.user_id = i.user_id;
    IF has_hold THEN DELETE FROM holds WHERE holds.request_id = i.request_id; END IF;
    IF i.response_id IS NOT NULL AND NOT is_void AND i.account_id IS NOT NULL THEN
      INSERT INTO upstream_responses (user_id, response_id, account_id, pool_id, input_tokens, output_tokens, created_at, expires_at)
      VALUES (i.user_id, i.response_id, i.account_id, i.pool_id,
        i.input_tokens + i.cached_input_tokens + i.cache_write_5m_tokens + i.cache_write_1h_tokens, i.output_tokens, v_now,
        v_now + interval '30 days')
      ON CONFLICT (user_id, response_id) DO NOTHING;
    END IF;
    processes := processes || coalesce(h.process_id, i.process_id);
    admitted := admitted || CASE WHEN has_hold THEN 0 ELSE 1 END;
    settled := settled || CASE WHEN is_void THEN 0 ELSE 1 END;
    voided := voided || CASE WHEN is_void THEN 1 ELSE 0 END;
    outcome := 'settled';
    RETURN NEXT;
  END LOOP;
  IF total_wallet + total_subscription + total_loss > 0 THEN
    PERFORM add_to_platform(p_stripe, ARRAY['loss', 'revenue', 'subscriptions'],
      ARRAY[-total_loss, total_wallet + total_subscription + total_loss, -total_subscription]);
  END IF;
  IF cardinality(processes) > 0 THEN
    PERFORM count_requests(processes, admitted, settled, voided);
  END IF;
END $$;

-- Moves one amount for a cause that is not a request; the same cause twice moves once and answers the first transfer.
-- p_debit and p_credit: 'wallet', 'promo' (of p_user) or a platform account. Customers never give more than
-- balance - held: with p_partial what is there is taken, without it nothing is.
-- outcome: moved | repeated | refused.
CREATE FUNCTION move_money(p_id text, p_user text, p_debit text, p_credit text, p_amount bigint, p_kind text,
  p_cause_kind text, p_cause_id text, p_corrects text, p_memo text, p_expires_at timestamptz, p_partial boolean,
  p_stripe text, p_now timestamptz,
  OUT transfer_id text, OUT outcome text, OUT moved bigint, OUT balance_after bigint, OUT available bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := coalesce(p_now, now());
  w wallets;
  paid_part bigint := 0;
  promo_part bigint := 0;
  debit text := p_debit;
  credit text := CASE p_credit WHEN 'wallet' THEN 'wallet:' || p_user WHEN 'promo' THEN 'promo:' || p_user ELSE p_credit END;
BEGIN
  IF p_user IS NOT NULL THEN
    PERFORM lock_wallets(ARRAY[p_user], true);
    SELECT * INTO w FROM wallets WHERE user_id = p_user;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such user: %', p_user USING ERRCODE = 'no_data_found'; END IF;
    IF w.promo_expires_at <= v_now THEN
      PERFORM expire_promo(p_user, p_id || '_e', p_stripe, v_now);
      SELECT * INTO w FROM wallets WHERE user_id = p_user;
    END IF;
  END IF;
  balance_after := w.balance_nano_usd + w.promo_nano_usd;
  available := greatest(0, balance_after - w.held_nano_usd);
  moved := 0;
  INSERT INTO ledger_causes (kind, id, user_id, transfer_id, created_at)
  VALUES (p_cause_kind, p_cause_id, p_user, p_id, v_now) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT c.transfer_id, 'repeated' INTO transfer_id, outcome FROM ledger_causes c WHERE c.kind = p_cause_kind AND c.id = p_cause_id;
    SELECT coalesce(sum(t.amount_nano_usd), 0)::bigint INTO moved FROM transfers t WHERE t.id IN (transfer_id, transfer_id || '_p');
    RETURN;
  END IF;
  transfer_id := p_id;
  moved := p_amount;
  IF p_debit IN ('wallet', 'promo', 'customer') THEN
    -- 'customer' takes paid credit first, then promotional credit.
    moved := least(p_amount, available);
    IF p_debit = 'wallet' THEN moved := least(moved, w.balance_nano_usd); END IF;
    IF p_debit = 'promo' THEN moved := least(moved, w.promo_nano_usd); END IF;
    IF moved < p_amount AND NOT p_partial THEN
      DELETE FROM ledger_causes WHERE kind = p_cause_kind AND id = p_cause_id;
      outcome := 'refused'; moved := 0; transfer_id := NULL; RETURN;
    END IF;
    paid_part := CASE WHEN p_debit = 'promo' THEN 0 ELSE least(moved, w.balance_nano_usd) END;
    promo_part := moved - paid_part;
    INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, cause_kind, cause_id, corrects, memo, created_at)
    SELECT p_id || t.leg, p_user, t.debit, credit, t.amount, p_kind, p_cause_kind, p_cause_id, p_corrects, p_memo, v_now
    FROM (VALUES (CASE WHEN paid_part > 0 THEN '' ELSE '_0' END, 'wallet:' || p_user, paid_part),
      (CASE WHEN paid_part > 0 THEN '_p' ELSE '' END, 'promo:' || p_user, promo_part)) AS t(leg, debit, amount)
    WHERE t.amount > 0;
    IF promo_part > 0 THEN PERFORM consume_promo(p_user, promo_part); END IF;
  ELSE
    INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, cause_kind, cause_id, corrects, memo, created_at)
    VALUES (p_id, p_user, p_debit, credit, p_amount, p_kind, p_cause_kind, p_cause_id, p_corrects, p_memo, v_now);
    PERFORM add_to_platform(p_stripe, ARRAY[p_debit], ARRAY[-p_amount]);
  END IF;
  IF p_credit = 'wallet' THEN
    paid_part := paid_part - moved;
  ELSIF p_credit = 'promo' THEN
    promo_part := promo_part - moved;
    INSERT INTO promo_grants (id, user_id, amount_nano_usd, remaining_nano_usd, expires_at, created_at)
    VALUES (p_id, p_user, moved, moved, p_expires_at, v_now);
  ELSIF moved > 0 THEN
    PERFORM add_to_platform(p_stripe, ARRAY[p_credit], ARRAY[moved]);
  END IF;
  IF p_user IS NOT NULL THEN
    UPDATE wallets SET balance_nano_usd = balance_nano_usd - paid_part, promo_nano_usd = promo_nano_usd - promo_part,
      promo_expires_at = CASE WHEN p_credit = 'promo' THEN least(promo_expires_at, p_expires_at) ELSE promo_expires_at END,
      updated_at = v_now
    WHERE user_id = p_user RETURNING * INTO w;
    balance_after := w.balance_nano_usd + w.promo_nano_usd;
    available := greatest(0, balance_after - w.held_nano_usd);
  END IF;
  outcome := 'moved';
END $$;

-- One hold of a customer without subscription, cap or budget, in the fewest steps; false = not that simple, and
-- place_holds has to decide.
CREATE FUNCTION place_plain_hold(p_request_id text, p_user text, p_key text, p_amount bigint, p_request jsonb,
  p_process text, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := coalesce(p_now, now());
BEGIN
  PERFORM FROM users u JOIN api_keys k ON k.id = p_key AND k.user_id = u.id
    WHERE u.id = p_user AND u.status = 'active' AND u.budget_nano_usd IS NULL AND k.spend_cap_nano_usd IS NULL
      AND k.revoked_at IS NULL AND k.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > v_now)
      AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.user_id = p_user AND s.status <> 'ended');
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE wallets SET held_nano_usd = held_nano_usd + p_amount
    WHERE user_id = p_user AND balance_nano_usd + promo_nano_usd - held_nano_usd >= p_amount
      AND (promo_expires_at IS NULL OR promo_expires_at > v_now);
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO holds (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, request, created_at)
  VALUES (p_request_id, p_user, p_key, p_process, p_amount, 'wallet', p_request, v_now)
  ON CONFLICT (request_id) DO NOTHING;
  IF NOT FOUND THEN
    UPDATE wallets SET held_nano_usd = held_nano_usd - p_amount WHERE user_id = p_user;
    RETURN false;
  END IF;
  UPDATE gateway_processes SET admitted = admitted + 1 WHERE id = p_process;
  IF NOT FOUND THEN PERFORM count_requests(ARRAY[p_process], ARRAY[1], ARRAY[0], ARRAY[0]); END IF;
  RETURN true;
END $$;
