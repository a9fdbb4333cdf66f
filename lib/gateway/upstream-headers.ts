import { accountAuth, type UpstreamAccountConfig } from '../upstream-accounts'
import type { UpstreamAnswer } from './attempt'
import type { Exchange } from './exchange'
import type { HeaderList } from './header-list'
import type { Protocol } from './protocols'

/** Caller's headers that may go upstream; everything else stays here. */
const passedUp = ['openai-beta', 'anthropic-version', 'anthropic-beta', 'x-goog-api-client'] as const
/** Upstream's headers that may go down beside the content type; nothing that names the operator's account or organisation. */
const passedDown = ['openai-processing-ms', 'openai-version'] as const

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

/** Adds to the answer's headers what of the upstream's may go down, but for its content type, which the caller of this reads. */
export function addCallerHeaders(headers: HeaderList, answer: Pick<UpstreamAnswer, 'header'>): void {
  for (const name of passedDown) {
    const value = answer.header(name)
    if (value !== null) headers.push(name, value)
  }
}
