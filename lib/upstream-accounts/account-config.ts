import { decryptSecret } from '../crypto'
import type { MaybePromise } from '../maybe-promise'
import { readAzureOptions } from './azure'
import { openCredential, type StoredCredential } from './credential'
import { openHeaderOverrides } from './header-overrides'
import { oauthAccessToken } from './oauth-access-token'
import type { UpstreamAccountConfig } from './types'

/** The columns of an account that its configuration is made of. */
export type AccountConfigRow = Pick<
  UpstreamAccountConfig,
  'name' | 'protocol' | 'baseUrl' | 'credentialKind' | 'concurrencyLimit' | 'priority' | 'shard' | 'version'
> & {
  id: string
  apis: string[]
  models: string[]
  credentialCipher: string
  proxyCipher: string | null
  modelMap: unknown
  headerOverrides: unknown
  options: unknown
  expiresAt: Date | null
}

/** What a statement over `upstream_accounts` selects to read `AccountConfigRow`s. */
export const accountConfigColumns = `upstream_accounts.id, name, protocol, base_url AS "baseUrl",
  credential_kind AS "credentialKind", concurrency_limit AS "concurrencyLimit", priority, shard, version, apis, models,
  credential_cipher AS "credentialCipher", proxy_cipher AS "proxyCipher", model_map AS "modelMap",
  header_overrides AS "headerOverrides", options, expires_at AS "expiresAt"`

/** A JSON column as texts by name; anything else in it is left out. */
export function textMap(json: unknown): Record<string, string> {
  const entries = Object.entries(Object(json)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(entries)
}

/** Whether an account's stored options ask for HTTP/2. */
export function readHttp2(options: unknown): boolean {
  return Object(options)['http2'] === true
}

function secretReader(row: AccountConfigRow): () => MaybePromise<string> {
  let stored: StoredCredential | null = null
  return () => {
    // Decrypted on first use and kept with this version of the account only.
    stored ??= openCredential(row.credentialCipher)
    if (stored.credential.kind === 'api_key') return stored.credential.apiKey
    return oauthAccessToken(row.id, row.version, stored.token)
  }
}

/** What the gateway needs to call an account, from its row. */
export function toAccountConfig(row: AccountConfigRow): UpstreamAccountConfig {
  return {
    accountId: row.id,
    name: row.name,
    protocol: row.protocol,
    apis: row.apis,
    baseUrl: row.baseUrl,
    azure: readAzureOptions(row.options),
    http2: readHttp2(row.options),
    credentialKind: row.credentialKind,
    concurrencyLimit: row.concurrencyLimit,
    priority: row.priority,
    models: row.models,
    modelMap: textMap(row.modelMap),
    headerOverrides: openHeaderOverrides(row.headerOverrides),
    shard: row.shard,
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    version: row.version,
    secret: secretReader(row),
    proxyUrl: row.proxyCipher === null ? null : decryptSecret(row.proxyCipher),
  }
}
