import { Agent, type Dispatcher, request } from 'undici'
import { AppError } from '../errors'
import { dropProcessState, processState } from '../process-state'
import { assertAllowedUrl, guardedConnector } from './guarded-url'
import { proxyConnector } from './proxy-connector'

export type GuardedRequest = {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  timeoutMs?: number
  /** An answer above it is refused. */
  maxBytes?: number
  /** An outbound proxy to go through, as `parseProxyUrl` reads it. */
  proxyUrl?: string | null
}

export type GuardedResponse = { status: number; headers: Dispatcher.ResponseData['headers']; text: string; url: string }

const defaultTimeoutMs = 10_000
const defaultMaxBytes = 8 * 1_048_576
const maxRedirects = 3
const connectTimeoutMs = 5_000

const agent = () =>
  processState(
    'guarded-agent',
    () => new Agent({ connect: guardedConnector({ timeout: connectTimeoutMs }), connections: 8 }),
  )

async function readText(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) throw new AppError('upstream_failed', `The answer is larger than ${maxBytes} bytes.`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function redirectTarget(response: Dispatcher.ResponseData, from: URL): string | null {
  if (![301, 302, 303, 307, 308].includes(response.statusCode)) return null
  const location = response.headers['location']
  return typeof location === 'string' ? new URL(location, from).href : null
}

type Way = { signal: AbortSignal; dispatcher: Dispatcher }

async function follow(text: string, input: GuardedRequest, way: Way, left: number): Promise<GuardedResponse> {
  const url = await assertAllowedUrl(text)
  const response = await request(url, {
    method: input.method ?? 'GET',
    headers: input.headers ?? {},
    body: input.body ?? null,
    ...way,
  })
  const target = redirectTarget(response, url)
  if (target === null) {
    const body = await readText(response.body, input.maxBytes ?? defaultMaxBytes)
    return { status: response.statusCode, headers: response.headers, text: body, url: url.href }
  }
  await response.body.dump()
  if (left === 0) throw new AppError('upstream_failed', 'The address redirects too often.')
  // Credentials and bodies go to the host they were meant for only.
  const isSameOrigin = new URL(target).origin === url.origin
  return await follow(target, isSameOrigin ? input : { ...defaultsOf(input), method: 'GET' }, way, left - 1)
}

function defaultsOf(input: GuardedRequest): GuardedRequest {
  return {
    ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
    ...(input.maxBytes === undefined ? {} : { maxBytes: input.maxBytes }),
  }
}

/**
 * Fetches an address that a person entered: private networks are refused (also after a redirect, at the connection itself
 * and behind a proxy), time and size are bounded. Throws invalid_request for a refused address, upstream_failed when it fails.
 */
export async function guardedFetch(url: string, input: GuardedRequest = {}): Promise<GuardedResponse> {
  const signal = AbortSignal.timeout(input.timeoutMs ?? defaultTimeoutMs)
  const { proxyUrl = null } = input
  try {
    if (proxyUrl === null) return await follow(url, input, { signal, dispatcher: agent() }, maxRedirects)
    const own = new Agent({ connect: proxyConnector(proxyUrl, { timeout: connectTimeoutMs }) })
    try {
      return await follow(url, input, { signal, dispatcher: own }, maxRedirects)
    } finally {
      await own.destroy()
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('upstream_failed', 'The address could not be fetched.', { cause: error })
  }
}

/** Closes the connections of `guardedFetch`. */
export async function closeGuardedFetch(): Promise<void> {
  const own = agent()
  dropProcessState('guarded-agent')
  await own.close()
}
