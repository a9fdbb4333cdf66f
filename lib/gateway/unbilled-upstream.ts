import { request } from 'undici'
import { AppError } from '../errors'
import { settings } from '../settings'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import type { Protocol } from './protocols'
import { agentFor } from './upstream-agents'

/** Stored responses can be large, token counts are tiny; more than this is refused. */
const maxAnswerBytes = 16 * 1024 * 1024

export type UnbilledInput = {
  account: UpstreamAccountConfig
  method: string
  path: string
  query: URLSearchParams
  body: Buffer | null
  protocol: Protocol
}

/** One unbilled call to an upstream: whole answer or AppError upstream_failed / upstream_timeout. */
export async function fetchUnbilled(
  input: UnbilledInput,
): Promise<{ status: number; contentType: string; body: Buffer }> {
  const { account, query } = input
  const url = new URL(account.baseUrl.replace(/\/$/, '') + input.path)
  for (const [name, value] of query) url.searchParams.append(name, value)
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...account.headerOverrides,
    ...input.protocol.authHeaders(await account.secret()),
  }
  const timeoutMs = settings().countTokensTimeoutMs
  try {
    const answer = await request(url, {
      method: input.method as 'GET' | 'POST' | 'DELETE',
      headers,
      body: input.body,
      dispatcher: agentFor(account),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxAnswerBytes) throw new RangeError('the answer is too large')
      chunks.push(chunk)
    }
    const type = answer.headers['content-type']
    return {
      status: answer.statusCode,
      contentType: typeof type === 'string' ? type : 'application/json',
      body: Buffer.concat(chunks, size),
    }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    throw new AppError(
      late ? 'upstream_timeout' : 'upstream_failed',
      'The upstream could not answer this. Nothing was charged. Try again.',
      { retryAfterSeconds: 1, cause: error },
    )
  }
}
