import { decryptSecret } from '../crypto'
import type { Sql } from '../db/pg'
import type { Env } from '../env'
import { failed, ok, warning } from './finding'
import type { Finding } from './types'

type Versions = { table: string; version: number }
type Ciphers = Versions & { sample: string }

const isReadable = (sample: string, keys: Env['CREDENTIAL_KEY']) => {
  try {
    decryptSecret(sample, keys)
    return true
  } catch {
    return false
  }
}

/** Keys that stored rows were made with must be there, by version and by what they open, or the rows can't be read any more. */
export async function checkKeyVersions(sql: Sql, { CREDENTIAL_KEY, KEY_PEPPER }: Env): Promise<Finding> {
  const ciphers = await sql.query<Ciphers>(
    `SELECT t AS table, substring(c from '^v([0-9]+):')::int AS version, min(c) AS sample FROM (
       SELECT 'upstream accounts' AS t, credential_cipher AS c FROM upstream_accounts WHERE deleted_at IS NULL
       UNION ALL SELECT 'outbound proxies', proxy_cipher FROM upstream_accounts WHERE deleted_at IS NULL
       UNION ALL SELECT 'header overrides', value FROM upstream_accounts, jsonb_each_text(header_overrides)
         WHERE deleted_at IS NULL
       UNION ALL SELECT 'two-factor secrets', totp_cipher FROM users
       UNION ALL SELECT 'alert webhooks', webhook_secret_cipher FROM alert_rules) s WHERE c ~ '^v[0-9]+:'
     GROUP BY 1, 2`,
  )
  const peppers = await sql.query<Versions>(
    `SELECT DISTINCT 'API keys' AS table, pepper_version AS version FROM api_keys WHERE revoked_at IS NULL
     UNION SELECT 'redeem codes', pepper_version FROM redeem_codes
       WHERE pepper_version IS NOT NULL AND disabled_at IS NULL AND redeemed < max_redemptions
         AND (expires_at IS NULL OR expires_at > now())`,
  )
  const lost = (rows: Versions[], known: readonly { version: number }[], name: string) =>
    rows
      .filter(({ version }) => !known.some((each) => each.version === version))
      .map(({ table, version }) => `${table} need ${name} v${version}`)
  const missing = [
    ...lost(ciphers.rows, CREDENTIAL_KEY, 'CREDENTIAL_KEY'),
    ...lost(peppers.rows, KEY_PEPPER, 'KEY_PEPPER'),
  ]
  if (missing.length > 0)
    return failed('key versions', missing.join(', '), 'Add the old version behind the new one: v2:…,v1:….')
  const closed = ciphers.rows.filter(({ sample }) => !isReadable(sample, CREDENTIAL_KEY))
  if (closed.length > 0)
    return failed(
      'key versions',
      `CREDENTIAL_KEY is another one than ${closed.map(({ table, version }) => `${table} (v${version})`).join(', ')} were stored with`,
      'Put the old key back under its version; a new one gets a new version: v2:…,v1:….',
    )
  const newest = CREDENTIAL_KEY[0]?.version
  const old = ciphers.rows.filter(({ version }) => version !== newest)
  return old.length > 0
    ? warning(
        'key versions',
        `${old.map(({ table }) => table).join(', ')} are under an older CREDENTIAL_KEY`,
        'Run: turnpike credential rotate',
      )
    : ok('key versions', 'every stored secret can be read')
}
