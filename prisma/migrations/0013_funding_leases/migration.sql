-- A busy customer's next calls are admitted from a slice of the wallet that the process has set aside: held like any
-- hold, but for the process, until a call draws on it. wallets.held = open holds + leases.
CREATE TABLE "funding_leases" (
    "process_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "amount_nano_usd" BIGINT NOT NULL,
    "recalled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "funding_leases_pkey" PRIMARY KEY ("process_id", "user_id")
);
CREATE INDEX "funding_leases_user_id_idx" ON "funding_leases"("user_id");
ALTER TABLE "funding_leases" ADD CONSTRAINT "funding_leases_amount_check" CHECK ("amount_nano_usd" >= 0);

-- Locks what a process has leased for these users, in id order; always after their wallets where both are locked.
CREATE FUNCTION lock_leases(p_process text, p_users text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM funding_leases l WHERE l.process_id = p_process AND l.user_id = ANY (p_users) ORDER BY l.user_id FOR UPDATE;
END $$;

-- Fills the leases of a process up to a target, from at most one sixteenth of what is free, and answers the customers
-- and keys that may draw on them: no cap, budget or subscription limits them. Who isn't answered gets no lease.
CREATE FUNCTION fill_leases(p_process text, p_items jsonb, p_users text[])
RETURNS TABLE (user_id text, keys text[], added bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  -- Promotional credit and keys that end within a lease's life can't be leased.
  v_until timestamptz := now() + interval '10 seconds';
BEGIN
  PERFORM lock_wallets(p_users, true);
  PERFORM lock_leases(p_process, p_users);
  RETURN QUERY
  WITH items AS MATERIALIZED (
    SELECT i.* FROM jsonb_to_recordset(p_items) AS i(user_id text, keys jsonb, target bigint)
  ), plain AS MATERIALIZED (
    SELECT i.user_id, i.target, ARRAY(
        SELECT k.id FROM api_keys k WHERE k.user_id = i.user_id AND i.keys ? k.id AND k.spend_cap_nano_usd IS NULL
          AND k.revoked_at IS NULL AND k.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > v_until)) AS keys
    FROM items i JOIN users u ON u.id = i.user_id AND u.status = 'active' AND u.budget_nano_usd IS NULL
    WHERE NOT EXISTS (SELECT FROM subscriptions s WHERE s.user_id = i.user_id AND s.status <> 'ended')
  ), granted AS MATERIALIZED (
    SELECT p.user_id, p.keys, greatest(0, least(p.target,
        (w.balance_nano_usd + w.promo_nano_usd - w.held_nano_usd + coalesce(l.amount_nano_usd, 0)) / 16)
        - coalesce(l.amount_nano_usd, 0)) AS added
    FROM plain p JOIN wallets w ON w.user_id = p.user_id
    LEFT JOIN funding_leases l ON l.process_id = p_process AND l.user_id = p.user_id
    WHERE cardinality(p.keys) > 0 AND l.recalled_at IS NULL
      AND (w.promo_expires_at IS NULL OR w.promo_expires_at > v_until)
  ), moved AS (
    UPDATE wallets w SET held_nano_usd = w.held_nano_usd + g.added
    FROM granted g WHERE w.user_id = g.user_id AND g.added > 0
  ), leased AS (
    INSERT INTO funding_leases AS l (process_id, user_id, amount_nano_usd)
    SELECT p_process, g.user_id, g.added FROM granted g WHERE g.added > 0
    ON CONFLICT (process_id, user_id) DO UPDATE SET amount_nano_usd = l.amount_nano_usd + excluded.amount_nano_usd
  )
  SELECT g.user_id, g.keys, g.added FROM granted g;
END $$;

-- Gives back to the wallets what a process leased and didn't use.
CREATE FUNCTION close_leases(p_process text, p_users text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_wallets(p_users, true);
  PERFORM lock_leases(p_process, p_users);
  WITH closed AS (
    DELETE FROM funding_leases l WHERE l.process_id = p_process AND l.user_id = ANY (p_users)
    RETURNING l.user_id, l.amount_nano_usd
  )
  UPDATE wallets w SET held_nano_usd = w.held_nano_usd - c.amount_nano_usd FROM closed c WHERE w.user_id = c.user_id;
END $$;

-- Writes the holds that a process admitted from its leases: the amounts move from the lease to the holds, and the wallet
-- is not touched. What no lease covers gets no answer; the caller asks place_holds.
CREATE FUNCTION record_leased_holds(p_items jsonb, p_users text[], p_process text)
RETURNS TABLE (request_id text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM lock_leases(p_process, p_users);
  RETURN QUERY
  WITH items AS MATERIALIZED (
    SELECT i.* FROM jsonb_to_recordset(p_items) AS i(request_id text, user_id text, key_id text, amount bigint, request jsonb)
  ), drawn AS (
    UPDATE funding_leases l SET amount_nano_usd = l.amount_nano_usd - t.total
    FROM (SELECT i.user_id, sum(i.amount)::bigint AS total FROM items i GROUP BY i.user_id) t
    WHERE l.process_id = p_process AND l.user_id = t.user_id AND l.amount_nano_usd >= t.total
    RETURNING l.user_id
  ), placed AS (
    INSERT INTO holds AS h (request_id, user_id, key_id, process_id, amount_nano_usd, funded_by, request, created_at)
    SELECT i.request_id, i.user_id, i.key_id, p_process, i.amount, 'wallet', i.request, now()
    FROM items i JOIN drawn d ON d.user_id = i.user_id
    RETURNING h.request_id
  ), counted AS (
    INSERT INTO gateway_processes AS g (id, role, host, pid, admitted, settled, voided)
    SELECT p_process, 'unknown', '', 0, count(*), 0, 0 FROM placed HAVING count(*) > 0
    ON CONFLICT (id) DO UPDATE SET admitted = g.admitted + excluded.admitted
  )
  SELECT p.request_id FROM placed p;
END $$;
