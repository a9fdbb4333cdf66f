import { Agent, type Dispatcher, request } from 'undici'
import { AppError } from '../errors'
import { guardedConnector } from '../http/guarded-url'
import { proxyConnector } from '../http/proxy-connector'
import type { TestRequest } from './test-request'
import type { UpstreamAccountConfig } from './types'

const connectTimeoutMs = 5_000
const callTimeoutMs = 30_000
const maxAnswerBytes = 4 * 1_048_576

type Sent = { status: number; text: string }

/** Connections of one test or look-up, through the account's proxy when it has one; close them afterwards. */
export function openDispatcher(account: UpstreamAccountConfig): Dispatcher {
  const options = { timeout: connectTimeoutMs }
  const connect = account.proxyUrl === null ? guardedConnector(options) : proxyConnector(account.proxyUrl, options)
  return new Agent({ connect })
}

/** One small call to an upstream, bounded in time and size. */
export async function sendUpstream(dispatcher: Dispatcher, call: TestRequest): Promise<Sent> {
  const response = await request(call.url, {
    method: call.body === null ? 'GET' : 'POST',
    headers: call.headers,
    body: call.body,
    dispatcher,
    signal: AbortSignal.timeout(callTimeoutMs),
  })
  let text = ''
  for await (const chunk of response.body) {
    text += String(chunk)
    if (text.length > maxAnswerBytes) throw new AppError('upstream_failed', 'The answer is far too long.')
  }
  return { status: response.statusCode, text }
}

/** What went wrong with a call, in words for staff and without anything secret. */
export function describeCallError(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (error instanceof Error && error.name === 'TimeoutError') return 'No answer within 30 s.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code ? `The connection failed (${code}).` : 'The connection failed.'
}
