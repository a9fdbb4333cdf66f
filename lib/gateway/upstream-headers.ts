import { accountAuth, type UpstreamAccountConfig } from '../upstream-accounts'
import type { Exchange } from './exchange'
import type { Protocol } from './protocols'

/** Caller's headers that may go upstream; everything else stays here. */
const passedUp = ['openai-beta', 'anthropic-version', 'anthropic-beta', 'x-goog-api-client'] as const
/** Upstream's headers that may go down; nothing that names the operator's account or organisation. */
const passedDown = ['content-type', 'openai-processing-ms', 'openai-version'] as const

type Headers = Readonly<Record<string, string>>
type OwnHeaders = { secret: string; protocol: Protocol; json: Headers; stream: Headers }

const ownHeaders = new WeakMap<UpstreamAccountConfig, OwnHeaders>()

/** What every call to an account carries; made once for its configuration, secret and protocol. */
function headersOf(account: UpstreamAccountConfig, protocol: Protocol, secret: string): OwnHeaders {
  const known = ownHeaders.get(account)
  if (known?.secret === secret && known.protocol === protocol) return known
  const common = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'turnpike',
    ...accountAuth(protocol.authHeaders(secret), account, secret),
  }
  const { headerOverrides } = account
  const json = { accept: 'application/json', ...common, ...headerOverrides }
  const stream = { accept: 'text/event-stream', ...common, ...headerOverrides }
  const made = { secret, protocol, json, stream }
  ownHeaders.set(account, made)
  return made
}

/** Headers of the call to the upstream: the account's credential and only what the allow-list lets through. Not to be changed. */
export function upstreamHeaders(
  exchange: Exchange,
  protocol: Protocol,
  account: UpstreamAccountConfig,
  secret: string,
  stream: boolean,
): Headers {
  const made = headersOf(account, protocol, secret)
  const own = stream ? made.stream : made.json
  let passed: Record<string, string> | null = null
  for (const name of passedUp) {
    const value = exchange.header(name)
    if (value === null) continue
    passed ??= {}
    passed[name] = value
  }
  return passed === null ? own : { ...own, ...passed, ...account.headerOverrides }
}

/** Headers of the answer to the caller. */
export function callerHeaders(header: (name: string) => string | null): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passedDown) {
    const value = header(name)
    if (value !== null) headers[name] = value
  }
  return headers
}
