-- Monthly partitions, checks and append-only rules of the money tables.

ALTER TABLE "wallets" ADD COLUMN "promo_expires_at" TIMESTAMPTZ(3);

-- Tokens that one item of a kind (image, audio, file, video) can cost at most: what a hold counts for it.
ALTER TABLE "model_prices" ADD COLUMN "media_bounds" JSONB NOT NULL DEFAULT '{}';

-- Balances of platform accounts. A settlement writes only its own process's stripe, so customers of different
-- processes never wait for each other; the balance is the sum over stripes.
CREATE TABLE "ledger_balances" (
    "account_id" TEXT NOT NULL,
    "stripe" TEXT NOT NULL,
    "balance_nano_usd" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_balances_pkey" PRIMARY KEY ("account_id","stripe")
);

ALTER TABLE "wallets"
  ADD CONSTRAINT "wallets_balance_check" CHECK ("balance_nano_usd" >= 0),
  ADD CONSTRAINT "wallets_promo_check" CHECK ("promo_nano_usd" >= 0),
  ADD CONSTRAINT "wallets_held_check" CHECK ("held_nano_usd" >= 0);
ALTER TABLE "promo_grants" ADD CONSTRAINT "promo_grants_remaining_check"
  CHECK ("remaining_nano_usd" >= 0 AND "remaining_nano_usd" <= "amount_nano_usd");
ALTER TABLE "holds" ADD CONSTRAINT "holds_amount_check" CHECK ("amount_nano_usd" >= 0);
ALTER TABLE "key_spend" ADD CONSTRAINT "key_spend_check" CHECK ("used_nano_usd" >= 0 AND "held_nano_usd" >= 0);
ALTER TABLE "user_spend" ADD CONSTRAINT "user_spend_check" CHECK ("used_nano_usd" >= 0 AND "held_nano_usd" >= 0);
ALTER TABLE "quota_windows" ADD CONSTRAINT "quota_windows_check" CHECK ("used_nano_usd" >= 0 AND "held_nano_usd" >= 0);
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_amount_check" CHECK ("amount_nano_usd" > 0);
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_accounts_check" CHECK ("debit_account" <> "credit_account");
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_cost_check"
  CHECK ("cost_nano_usd" = "charged_nano_usd" + "loss_nano_usd" AND "charged_nano_usd" >= 0 AND "loss_nano_usd" >= 0);
ALTER TABLE "model_prices" ADD CONSTRAINT "model_prices_check"
  CHECK ("input_nano_usd" >= 0 AND "output_nano_usd" >= 0 AND "request_nano_usd" >= 0
    AND COALESCE("cached_input_nano_usd", 0) >= 0 AND COALESCE("cache_write_nano_usd", 0) >= 0
    AND COALESCE("cache_write_1h_nano_usd", 0) >= 0);

-- Hot rows: leave room on the page, so that an update needs no new index entry.
ALTER TABLE "wallets" SET (fillfactor = 70);
ALTER TABLE "key_spend" SET (fillfactor = 70);
ALTER TABLE "holds" SET (fillfactor = 70);
ALTER TABLE "gateway_processes" SET (fillfactor = 50);
ALTER TABLE "ledger_balances" SET (fillfactor = 50);

INSERT INTO "ledger_accounts" ("id", "kind") VALUES
  ('revenue', 'platform'), ('stripe_clearing', 'platform'), ('promotions', 'platform'), ('loss', 'platform'),
  ('adjustments', 'platform'), ('refunds', 'platform'), ('subscriptions', 'platform')
ON CONFLICT DO NOTHING;

-- Transfers are never changed: a correction is a new transfer that names the old one.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'transfers are append-only: write a correcting transfer instead' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE ON "transfers"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_no_truncate BEFORE TRUNCATE ON "transfers"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The smallest id with this prefix that can be made at `at` (lib/ids.ts idFloor).
CREATE FUNCTION id_floor(prefix text, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  rest bigint := floor(extract(epoch FROM at) * 1000)::bigint;
  result text := '';
BEGIN
  FOR i IN 1..10 LOOP
    result := substr('0123456789abcdefghjkmnpqrstvwxyz', (rest % 32)::int + 1, 1) || result;
    rest := rest / 32;
  END LOOP;
  RETURN prefix || '_' || result || repeat('0', 16);
END $$;

-- Makes one partition for ids of [low, high); rows that clock skew left in the default partition move into it.
CREATE FUNCTION ensure_partition(parent text, partition text, id_column text, low text, high text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  default_partition text := parent || '_default';
BEGIN
  IF to_regclass(format('%I', partition)) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', default_partition);
  EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', default_partition);
  EXECUTE format(
    'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
    default_partition, id_column, low, id_column, high, partition);
  EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', default_partition);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition, low, high);
  IF parent = 'transfers' THEN
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      partition || '_no_truncate', partition);
  END IF;
  RETURN true;
END $$;

-- Makes the partitions of `months` months, beginning with the month of `from_time` (UTC); says how many were new.
CREATE FUNCTION ensure_partitions(from_time timestamptz, months int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  month_start timestamptz;
  month_end timestamptz;
  suffix text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('turnpike.partitions'));
  FOR i IN 0..months - 1 LOOP
    month_start := (date_trunc('month', from_time AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    month_end := (date_trunc('month', from_time AT TIME ZONE 'UTC') + make_interval(months => i + 1)) AT TIME ZONE 'UTC';
    suffix := to_char(month_start AT TIME ZONE 'UTC', 'YYYYMM');
    made := made
      + ensure_partition('usage_records', 'usage_records_' || suffix, 'request_id',
          id_floor('req', month_start), id_floor('req', month_end))::int
      + ensure_partition('transfers', 'transfers_req_' || suffix, 'id',
          id_floor('req', month_start), id_floor('req', month_end))::int
      + ensure_partition('transfers', 'transfers_xfer_' || suffix, 'id',
          id_floor('xfer', month_start), id_floor('xfer', month_end))::int;
  END LOOP;
  RETURN made;
END $$;

-- Drops whole months of usage records that ended before `before`; says which.
CREATE FUNCTION drop_usage_partitions(before timestamptz) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'usage_records'::regclass AND c.relname ~ '^usage_records_[0-9]{6}$'
      AND (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month') AT TIME ZONE 'UTC' <= before
    ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %I', name);
    RETURN NEXT name;
  END LOOP;
END $$;

CREATE TABLE "transfers_default" PARTITION OF "transfers" DEFAULT;
CREATE TRIGGER transfers_default_no_truncate BEFORE TRUNCATE ON "transfers_default"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TABLE "usage_records_default" PARTITION OF "usage_records" DEFAULT;
SELECT ensure_partitions(now(), 4);
