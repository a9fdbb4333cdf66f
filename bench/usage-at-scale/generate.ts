import pg from 'pg'

export type Scale = { records: number; users: number }

const callsPerBurst = 20
const batchBursts = 5_000
const alphabetTable = 'bench_users'

/** A year of partitions behind the ones that a fresh database has. */
const partitions = `SELECT ensure_partitions(now() - interval '12 months', 17)`

const people = (users: number) => `
  INSERT INTO account_pools (id, name, updated_at) VALUES ('pool_bench', 'bench', now());
  CREATE TABLE ${alphabetTable} AS
    SELECT n, 'usr_' || lpad(n::text, 26, '0') AS id FROM generate_series(1, ${users}) n;
  INSERT INTO users (id, email, email_verified_at, timezone, created_at, updated_at)
    SELECT id, 'user' || n || '@example.com', now(), CASE WHEN n % 3 = 0 THEN 'America/New_York' ELSE 'Europe/Berlin' END,
      now() - interval '400 days', now() FROM ${alphabetTable};
  INSERT INTO api_keys (id, user_id, pool_id, name, key_prefix, key_last_four, key_hash, pepper_version, updated_at)
    SELECT 'key_' || lpad((n * 10 + k)::text, 26, '0'), id, 'pool_bench', 'key ' || k, 'tpk_bench', '0000',
      md5(n || '-' || k), 1, now() FROM ${alphabetTable}, generate_series(0, 2) k;`

/** Few customers make most of the traffic, and each works in bursts, as people and agents do. Rows come in time order. */
const batch = (users: number, bursts: number, made: number, all: number) => `
  INSERT INTO usage_records (request_id, user_id, key_id, pool_id, account_id, protocol, endpoint, stream, requested_model,
    upstream_model, status, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, cost_nano_usd,
    charged_nano_usd, funded_by, rate_multiplier, usage_source, attempts, queue_ms, first_token_ms, duration_ms,
    created_at, settled_at)
  SELECT left(id_floor('req', at), 14) || substr(md5(random()::text), 1, 16), 'usr_' || lpad(u::text, 26, '0'),
    'key_' || lpad((u * 10 + k)::text, 26, '0'), 'pool_bench', 'acct_bench_' || (u % 12), 'openai', '/v1/responses', true,
    model, model, CASE WHEN random() < 0.02 THEN 'failed' ELSE 'completed' END, (random() * 4000)::bigint,
    (random() * 20000)::bigint, (random() * 900)::bigint, 0, cost, cost, 'wallet', 1000000, 'provider',
    '[{"accountId":"acct_bench","status":200,"failure":null,"headerMs":210,"firstTokenMs":400,"bytes":9000,"upstreamRequestId":null}]',
    (random() * 20)::int, 300 + (random() * 700)::int, 2000 + (random() * 9000)::int, at, at + interval '4 seconds'
  FROM (
    SELECT u, k, 'model-' || m AS model, starts + random() * interval '10 minutes' AS at,
      100000 + (random() * 20000000)::bigint AS cost
    FROM (
      SELECT 1 + floor(${users} * random() ^ 2)::int AS u, floor(random() * 3)::int AS k,
        floor(random() ^ 2 * 12)::int AS m, now() - interval '20 minutes'
          - (1 - (${made} + random() * ${bursts}) / ${all}) * interval '364 days' AS starts
      FROM generate_series(1, ${bursts})) b, generate_series(1, ${callsPerBurst})) c`

const transfers = `
  INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, request_id, created_at)
  SELECT request_id || '_2', user_id, 'wallet:' || user_id, 'revenue', charged_nano_usd, 'usage', request_id, settled_at
  FROM usage_records`

/** Each customer paid each month what the month's calls took, and 5 USD more. */
const topUps = `
  INSERT INTO transfers (id, user_id, debit_account, credit_account, amount_nano_usd, kind, cause_kind, cause_id, created_at)
  SELECT left(id_floor('xfer', month), 15) || substr(md5(user_id || month), 1, 16), user_id, 'stripe_clearing',
    'wallet:' || user_id, amount + 5000000000, 'top_up', 'bench', user_id || month, month
  FROM (SELECT user_id, date_trunc('month', created_at) AS month, sum(amount_nano_usd)::bigint AS amount
    FROM transfers WHERE kind = 'usage' GROUP BY 1, 2) m`

const balances = `
  INSERT INTO ledger_accounts (id, kind, user_id)
    SELECT p || ':' || id, p, id FROM ${alphabetTable}, unnest(ARRAY['wallet', 'promo']) p;
  INSERT INTO wallets (user_id, balance_nano_usd)
    SELECT user_id, sum(CASE WHEN kind = 'usage' THEN -amount_nano_usd ELSE amount_nano_usd END)::bigint
    FROM transfers GROUP BY 1;
  INSERT INTO ledger_balances (account_id, stripe, balance_nano_usd)
    SELECT 'revenue', 'bench', sum(amount_nano_usd)::bigint FROM transfers WHERE kind = 'usage';
  INSERT INTO ledger_balances (account_id, stripe, balance_nano_usd)
    SELECT 'stripe_clearing', 'bench', -sum(amount_nano_usd)::bigint FROM transfers WHERE kind = 'top_up';
  DROP TABLE ${alphabetTable};`

const slowIndexes = `SELECT indexname, indexdef FROM pg_indexes
  WHERE tablename IN ('usage_records', 'transfers') AND indexname NOT LIKE '%_pkey'`

type Index = { indexname: string; indexdef: string }

/** Fills a migrated database with a year of calls, their transfers, top-ups and balances; the books add up. */
export async function generate(url: string, scale: Scale, say: (text: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url, statement_timeout: 0 })
  await client.connect()
  const run = async (what: string, sql: string) => {
    const begun = Date.now()
    await client.query(sql)
    say(`${what}: ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  }
  try {
    const made = await client.query("SELECT 1 FROM account_pools WHERE id = 'pool_bench'")
    if (made.rowCount !== 0) return say('the database is there; delete its folder to make it anew')
    await client.query(
      "SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 1",
    )
    await run('partitions', partitions)
    await run('people', people(scale.users))
    const { rows: indexes } = await client.query<Index>(slowIndexes)
    for (const { indexname } of indexes) await client.query(`DROP INDEX ${pg.escapeIdentifier(indexname)}`)
    const bursts = Math.ceil(scale.records / callsPerBurst)
    for (let made = 0; made < bursts; made += batchBursts) {
      const size = Math.min(batchBursts, bursts - made)
      await run(`calls ${(made + size) * callsPerBurst}`, batch(scale.users, size, made, bursts))
    }
    await run('transfers', transfers)
    await run('top-ups', topUps)
    await run('balances', balances)
    for (const { indexname, indexdef } of indexes)
      await run(`index ${indexname}`, indexdef.replace(' ON ONLY ', ' ON '))
    await run('analyze', 'ANALYZE')
  } finally {
    await client.end()
  }
}
