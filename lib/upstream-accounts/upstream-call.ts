import { AppError } from '../errors'
import { createHttpAgent, type HttpAgent } from '../http/http-agent'
import { requestWhole } from '../http/request-whole'
import type { TestRequest } from './test-request'
import type { UpstreamAccountConfig } from './types'

const connectTimeoutMs = 5_000
const callTimeoutMs = 30_000
const maxAnswerBytes = 4 * 1_048_576

type Sent = { status: number; text: string }

/** Connections of one test or look-up, as the gateway makes them; close them afterwards. */
export function openAgent(account: UpstreamAccountConfig): HttpAgent {
  return createHttpAgent(account, { connectTimeoutMs })
}

/** One small call to an upstream, bounded in time and size. */
export async function sendUpstream(agent: HttpAgent, call: TestRequest): Promise<Sent> {
  const { origin, pathname, search } = new URL(call.url)
  const body = call.body === null ? null : Buffer.from(call.body)
  const method = body === null ? 'GET' : 'POST'
  const limits = { maxBytes: maxAnswerBytes, timeoutMs: callTimeoutMs }
  const answer = await requestWhole(
    agent,
    { origin, path: pathname + search, method, headers: call.headers, body },
    limits,
  ).catch((error: unknown) => {
    throw error instanceof RangeError ? new AppError('upstream_failed', 'The answer is far too long.') : error
  })
  return { status: answer.status, text: answer.body.toString('utf8') }
}

/** What went wrong with a call, in words for staff and without anything secret. */
export function describeCallError(error: unknown): string {
  if (error instanceof AppError) return error.message
  if (error instanceof Error && error.name === 'TimeoutError') return 'No answer within 30 s.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code ? `The connection failed (${code}).` : 'The connection failed.'
}
