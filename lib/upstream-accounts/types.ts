import type { MaybePromise } from '../maybe-promise'
import type { AzureOptions } from './azure'

/** What the gateway needs to call an upstream account; the secret is decrypted once per cached version. */
export type UpstreamAccountConfig = {
  accountId: string
  name: string
  protocol: 'openai' | 'anthropic' | 'gemini'
  /** OpenAI only: responses, chat, embeddings. */
  apis: readonly string[]
  /** As stored, without a trailing slash: with /v1 for openai, without for anthropic and gemini. */
  baseUrl: string
  /** Set where an `openai` account is an Azure resource. */
  azure: AzureOptions | null
  /** Called over HTTP/2 where its host speaks it. */
  http2: boolean
  credentialKind: 'api_key' | 'oauth_client_credentials' | 'oauth_refresh_token'
  concurrencyLimit: number
  priority: number
  /** Exact names or `*` suffix; empty = every priced model. */
  models: readonly string[]
  modelMap: Readonly<Record<string, string>>
  headerOverrides: Readonly<Record<string, string>>
  shard: string
  expiresAtMs: number | null
  /** Goes up with each change: connection pools are made anew. */
  version: number
  /** The Authorization (or x-api-key) value's secret, ready to send. Never logged. */
  secret(): MaybePromise<string>
  /** Outbound proxy URL, or null. */
  proxyUrl: string | null
}
