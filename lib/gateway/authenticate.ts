import { checkKey, checkOwnKey, type KeyAccess, type KeyCheck, type KeyRefusal } from '../api-keys'
import { AppError } from '../errors'
import { clientAddress } from '../http/client-address'
import { isPromise, type MaybePromise } from '../maybe-promise'
import type { Exchange } from './exchange'

const sentences: Record<KeyRefusal, string> = {
  key_missing: 'No API key was sent. Send it as "Authorization: Bearer tp-…".',
  key_malformed: 'The API key is not complete: its checksum does not fit. Copy it again.',
  key_unknown: 'This API key is not known here. Check that it belongs to this service.',
  key_revoked: 'This API key was revoked. Mint a new one in the dashboard.',
  key_expired: 'This API key has expired. Mint or rotate one in the dashboard.',
  address_not_allowed: 'This API key may not be used here.',
  user_suspended: 'This account is suspended. Contact support.',
}

/** The secret that a call carries, in the order of gateway.md §2; a key in the query is refused but where Gemini's clients put it. */
export function secretOf(exchange: Exchange, queryKeyAllowed: boolean): string | null {
  const queryKey = exchange.query.get('key') ?? exchange.query.get('api_key')
  if (queryKey !== null && !queryKeyAllowed) {
    throw new AppError(
      'api_key_in_query',
      'An API key in the URL ends up in logs. Send it in the Authorization header, and rotate this one.',
    )
  }
  const authorization = exchange.header('authorization')
  if (authorization?.startsWith('Bearer tp-')) return authorization.slice('Bearer '.length)
  const bearer = authorization === null ? null : /^bearer\s+(.*)$/i.exec(authorization.trim())
  if (bearer) return (bearer[1] ?? '').trim()
  return exchange.header('x-api-key') ?? exchange.header('x-goog-api-key') ?? queryKey
}

/** The caller's address: the TCP peer, or what a trusted proxy in front says. */
export function addressOf(exchange: Exchange): string {
  return clientAddress((name) => exchange.header(name), exchange.peerAddress)
}

/** The error of a check that did not allow the call. */
export function refusalOf(check: Exclude<KeyCheck, { kind: 'allowed' }>): AppError {
  if (check.kind === 'refused') return new AppError(check.code, sentences[check.code])
  return new AppError(
    'rate_limited',
    'Too many calls with keys that do not exist came from this address. Wait a minute.',
    {
      retryAfterSeconds: check.retryAfterMs / 1000,
    },
  )
}

/** Who is calling: at once for a key that called before. Throws 401, 403 or 429 with a code of its own for each reason. */
export function authenticate(exchange: Exchange, queryKeyAllowed: boolean): MaybePromise<KeyAccess> {
  const { ownKey } = exchange
  const check = ownKey
    ? checkOwnKey(ownKey.userId, ownKey.keyId, addressOf(exchange))
    : checkKey(secretOf(exchange, queryKeyAllowed), addressOf(exchange))
  return isPromise(check) ? check.then(accessOf) : accessOf(check)
}

function accessOf(check: KeyCheck): KeyAccess {
  if (check.kind === 'allowed') return check.access
  throw refusalOf(check)
}
