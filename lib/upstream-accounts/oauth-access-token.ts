import { z } from 'zod'
import { decryptSecret } from '../crypto'
import { withTransaction } from '../db/pg'
import { AppError } from '../errors'
import { guardedFetch } from '../http/guarded-fetch'
import { processState } from '../process-state'
import { type AccessToken, openCredential, sealCredential } from './credential'
import type { CredentialInput } from './schemas'

type OauthCredential = Exclude<CredentialInput, { kind: 'api_key' }>

const tokenTimeoutMs = 10_000
const maxTokenBytes = 65_536
const refreshEarlyMs = 60_000
const assumedLifeSeconds = 300
const maxCached = 10_000
const maxRenewals = 3

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(16_384),
  expires_in: z.coerce.number().positive().optional(),
  refresh_token: z.string().max(16_384).optional(),
})

const isFresh = (token: AccessToken | null, nowMs: number): token is AccessToken =>
  token !== null && token.expiresAtMs - refreshEarlyMs > nowMs

function grantOf(credential: OauthCredential): URLSearchParams {
  const form = new URLSearchParams({ client_id: credential.clientId })
  if (credential.clientSecret !== undefined) form.set('client_secret', credential.clientSecret)
  if (credential.scope !== undefined) form.set('scope', credential.scope)
  if (credential.kind === 'oauth_refresh_token') form.set('refresh_token', credential.refreshToken)
  form.set('grant_type', credential.kind === 'oauth_refresh_token' ? 'refresh_token' : 'client_credentials')
  return form
}

type Renewal = { token: AccessToken; next: OauthCredential }

async function requestToken(credential: OauthCredential, proxyUrl: string | null): Promise<Renewal> {
  const response = await guardedFetch(credential.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: grantOf(credential).toString(),
    timeoutMs: tokenTimeoutMs,
    maxBytes: maxTokenBytes,
    proxyUrl,
  })
  const parsed = response.status === 200 ? tokenAnswer.safeParse(safeJson(response.text)) : null
  if (!parsed?.success) {
    throw new AppError('upstream_failed', `The token endpoint answered ${response.status} without a token.`)
  }
  const lifeSeconds = parsed.data.expires_in ?? assumedLifeSeconds
  const token = { accessToken: parsed.data.access_token, expiresAtMs: Date.now() + lifeSeconds * 1000 }
  const renewed = parsed.data.refresh_token
  const isRotated = renewed !== undefined && credential.kind === 'oauth_refresh_token'
  return { token, next: isRotated ? { ...credential, refreshToken: renewed } : credential }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is not a token answer; the schema refuses it.
    return null
  }
}

type SecretsRow = { credential_cipher: string; proxy_cipher: string | null }

const lockStatement = 'SELECT credential_cipher, proxy_cipher FROM upstream_accounts WHERE id = $1 FOR UPDATE'
const updateStatement = 'UPDATE upstream_accounts SET credential_cipher = $2, updated_at = now() WHERE id = $1'

// Under the row's lock, so that of many processes one asks and a rotated refresh token is never lost or used twice.
async function refresh(accountId: string): Promise<AccessToken> {
  return await withTransaction(async (tx) => {
    const { rows } = await tx.query<SecretsRow>(lockStatement, [accountId])
    const [row] = rows
    if (!row) throw new AppError('conflict', 'The account is gone.')
    const stored = openCredential(row.credential_cipher)
    if (stored.credential.kind === 'api_key') throw new AppError('conflict', 'The account’s credential was changed.')
    if (isFresh(stored.token, Date.now())) return stored.token
    // Who may call only from the proxy's address must get its tokens from there too.
    const proxyUrl = row.proxy_cipher === null ? null : decryptSecret(row.proxy_cipher)
    const { token, next } = await requestToken(stored.credential, proxyUrl)
    await tx.query(updateStatement, [accountId, sealCredential(next, token)])
    return token
  })
}

const lanes = () => processState('oauth-lanes', () => ({ next: 0, last: new Array<Promise<unknown>>(maxRenewals) }))

/** A token endpoint that hangs holds a connection of the pool meanwhile: only a few may be asked at once. */
function inTurn(work: () => Promise<AccessToken>): Promise<AccessToken> {
  const all = lanes()
  const lane = all.next
  all.next = (lane + 1) % maxRenewals
  const done = Promise.resolve(all.last[lane]).then(work, work)
  all.last[lane] = done
  return done
}

const tokens = () => processState('oauth-tokens', () => new Map<string, Promise<AccessToken>>())

/** A valid access token of an account: shared by all processes, renewed a minute before its end, asked for once at a time. */
export async function oauthAccessToken(
  accountId: string,
  version: number,
  stored: AccessToken | null,
): Promise<string> {
  const cache = tokens()
  const slot = `${accountId}:${version}`
  const known = isFresh(stored, Date.now()) ? stored : await cache.get(slot)?.catch(() => null)
  if (isFresh(known ?? null, Date.now()) && known) return known.accessToken
  if (cache.size >= maxCached) cache.clear()
  const renewal = inTurn(() => refresh(accountId))
  cache.set(slot, renewal)
  renewal.catch(() => cache.delete(slot))
  return (await renewal).accessToken
}
