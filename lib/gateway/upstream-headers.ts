import { accountAuth, type UpstreamAccountConfig } from '../upstream-accounts'
import type { Exchange } from './exchange'
import type { Protocol } from './protocols'

/** Caller's headers that may go upstream; everything else stays here. */
const passedUp = ['openai-beta', 'anthropic-version', 'anthropic-beta', 'x-goog-api-client'] as const
/** Upstream's headers that may go down; nothing that names the operator's account or organisation. */
const passedDown = ['content-type', 'openai-processing-ms', 'openai-version'] as const

/** Headers of the call to the upstream: the account's credential and only what the allow-list lets through. */
export function upstreamHeaders(
  exchange: Exchange,
  protocol: Protocol,
  account: UpstreamAccountConfig,
  secret: string,
  stream: boolean,
): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'turnpike',
    ...accountAuth(protocol.authHeaders(secret), account, secret),
  }
  for (const name of passedUp) {
    const value = exchange.header(name)
    if (value !== null) headers[name] = value
  }
  return { ...headers, ...account.headerOverrides }
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
