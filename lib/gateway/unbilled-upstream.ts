import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { requestWhole } from '../http/request-whole'
import { settings } from '../settings'
import { accountAuth, accountPath, type UpstreamAccountConfig } from '../upstream-accounts'
import { networkFailure } from './attempt'
import type { AttemptFailure } from './failover'
import type { Protocol } from './protocols'
import { agentFor } from './upstream-agents'

/** Stored responses can be large, token counts are tiny; more than this is refused. */
const maxAnswerBytes = 16 * 1024 * 1024
/** Query parameters that carry the caller's own key. */
const keyParameters = new Set(['key', 'api_key'])

export type UnbilledInput = {
  account: UpstreamAccountConfig
  method: string
  path: string
  query: URLSearchParams
  body: Buffer | null
  protocol: Protocol
}

/** A whole JSON answer, whatever its status. */
export type UnbilledAnswer = { status: number; json: unknown; body: Buffer; header: (name: string) => string | null }

/** One unbilled call to an upstream. Never throws for what the upstream or the network did. */
export async function fetchUnbilled(input: UnbilledInput): Promise<UnbilledAnswer | { failure: AttemptFailure }> {
  const { account } = input
  const url = new URL(account.baseUrl.replace(/\/$/, '') + accountPath(account, input.path, null))
  for (const [name, value] of input.query) if (!keyParameters.has(name)) url.searchParams.append(name, value)
  const secret = await account.secret()
  try {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...account.headerOverrides,
      ...accountAuth(input.protocol.authHeaders(secret), account, secret),
    }
    const method = input.method as 'GET' | 'POST' | 'DELETE'
    const answer = await requestWhole(
      agentFor(account),
      { origin: url.origin, path: url.pathname + url.search, method, headers, body: input.body },
      { maxBytes: maxAnswerBytes, timeoutMs: settings().countTokensTimeoutMs },
    )
    const header = (name: string) => {
      const value = answer.headers[name]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    }
    const body = await decoded(answer.body, header('content-encoding'))
    return { status: answer.status, json: JSON.parse(body.toString('utf8')), body, header }
  } catch (error) {
    if (error instanceof SyntaxError) return { failure: { ...networkFailure(error), kind: 'not_protocol' } }
    const failure = networkFailure(error)
    return {
      failure: error instanceof Error && error.name === 'TimeoutError' ? { ...failure, kind: 'timeout' } : failure,
    }
  }
}

const decoders = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** Upstreams that compress although identity was asked. */
async function decoded(body: Buffer, encoding: string | null): Promise<Buffer> {
  const decode = decoders.get(encoding?.trim().toLowerCase() ?? '')
  return decode ? await decode(body, { maxOutputLength: maxAnswerBytes }) : body
}
