import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { systemClock } from '../clock'
import type { EndSignal } from '../ending'
import type { MaybePromise } from '../maybe-promise'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { answerSource } from './decode-answer'
import { type AttemptFailure, classifyRefusal } from './failover'
import { type SocketUse, watchSocket } from './socket-reuse'
import { agentFor } from './upstream-agents'
import type { UpstreamSource } from './upstream-source'

/** Error bodies are read up to here; the rest is dropped with its connection. */
const maxErrorBytes = 64 * 1024
const errorBodyWaitMs = 5_000

export type AttemptInput = {
  account: UpstreamAccountConfig
  path: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  headerTimeoutMs: number
  /** Aborted when the answer is no longer wanted. */
  signal: EndSignal
}

/** A 2xx whose body is still coming. */
export type UpstreamAnswer = {
  status: number
  header: (name: string) => string | null
  source: UpstreamSource
  headerMs: number
  upstreamRequestId: string | null
}

export type AttemptResult =
  | { kind: 'answer'; answer: UpstreamAnswer }
  | {
      kind: 'failure'
      failure: AttemptFailure
      headerMs: number | null
      upstreamRequestId: string | null
      /** The upstream's own body, for refusals that go back as they were said. */
      refusal: { status: number; text: string } | null
    }
  /** The caller's signal ended it. */
  | { kind: 'aborted' }

type Head = { status: number; headers: IncomingHttpHeaders; source: UpstreamSource }

/** One try at one account. Never throws for what the upstream or the network did. */
export async function attemptUpstream(input: AttemptInput): Promise<AttemptResult> {
  const startedMs = performance.now()
  let head: Head
  const socket = watchSocket()
  try {
    head = await send(input, socket)
  } catch (error) {
    // A connection that the upstream closed while it lay idle gets one more try: that is no failure of the account.
    const again = socket.reused && !input.signal.aborted && isClosedConnection(error)
    const second = again ? await send(input, watchSocket()).catch(failureOf(input)) : failureOf(input)(error)
    if ('kind' in second) return second
    head = second
  }
  return answered(head, Math.round(performance.now() - startedMs))
}

function failureOf(input: AttemptInput): (error: unknown) => AttemptResult {
  return (error) => {
    if (input.signal.aborted) return { kind: 'aborted' }
    return { kind: 'failure', failure: networkFailure(error), headerMs: null, upstreamRequestId: null, refusal: null }
  }
}

function answered(head: Head, headerMs: number): MaybePromise<AttemptResult> {
  const header = (name: string) => headerValue(head.headers, name)
  const upstreamRequestId = header('x-request-id') ?? header('request-id')
  if (head.status >= 200 && head.status < 300) {
    return { kind: 'answer', answer: { status: head.status, header, source: head.source, headerMs, upstreamRequestId } }
  }
  return refused(head, header, { headerMs, upstreamRequestId })
}

async function refused(
  head: Head,
  header: UpstreamAnswer['header'],
  times: { headerMs: number; upstreamRequestId: string | null },
): Promise<AttemptResult> {
  const text = await readErrorBody(head.source)
  const failure = classifyRefusal({
    status: head.status,
    header,
    body: jsonOrNull(text),
    text,
    nowMs: systemClock.now(),
  })
  return {
    kind: 'failure',
    failure,
    ...times,
    refusal: { status: head.status, text },
  }
}

function headerValue(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
}

const closedCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && closedCodes.has(String(error.code))
}

function send(input: AttemptInput, socket: SocketUse): Promise<Head> {
  const { origin, path } = upstreamUrl(input)
  return new Promise((resolve, reject) => {
    let answer: ReturnType<typeof answerSource> | null = null
    let running: Dispatcher.DispatchController | null = null
    // Before the header the try is given up, after it the answer: whoever waits for its next bytes is told.
    const abort = () => {
      if (answer) answer.source.abort('no longer wanted')
      else running?.abort(new Error('no longer wanted'))
      reject(new Error('no longer wanted'))
    }
    const over = () => input.signal.removeEventListener('abort', abort)
    if (input.signal.aborted) {
      abort()
      return
    }
    input.signal.addEventListener('abort', abort, { once: true })
    agentFor(input.account).dispatch(
      { origin, path, method: 'POST', headers: input.headers, body: input.body, headersTimeout: input.headerTimeoutMs },
      {
        onRequestStart: (controller) => {
          running = controller
          if (input.signal.aborted) controller.abort(new Error('no longer wanted'))
          else socket.startsNow()
        },
        onResponseStart: (controller, status, headers) => {
          if (status < 200) return
          socket.markAnswered()
          answer = answerSource(controller, headerValue(headers, 'content-encoding'))
          resolve({ status, headers, source: answer.source })
        },
        onResponseData: (_controller, chunk) => answer?.sink.feed(chunk),
        onResponseEnd: () => {
          over()
          answer?.sink.end()
        },
        onResponseError: (_controller, error) => {
          over()
          if (answer) answer.sink.fail(error)
          else reject(error)
        },
      },
    )
  })
}

type BaseUrl = { origin: string; prefix: string }
const baseUrls = new WeakMap<UpstreamAccountConfig, BaseUrl>()

function upstreamUrl(input: AttemptInput): { origin: string; path: string } {
  const { account } = input
  const { origin, prefix } = baseUrls.get(account) ?? parsedBaseUrl(account)
  return { origin, path: prefix + input.path }
}

function parsedBaseUrl(account: UpstreamAccountConfig): BaseUrl {
  const { origin, pathname } = new URL(account.baseUrl)
  const parsed = { origin, prefix: pathname === '/' ? '' : pathname.replace(/\/$/, '') }
  baseUrls.set(account, parsed)
  return parsed
}

async function readErrorBody(source: UpstreamSource): Promise<string> {
  const chunks: Buffer[] = []
  try {
    while (source.bytes <= maxErrorBytes) {
      const event = await source.next(errorBodyWaitMs)
      if (event === 'end') break
      if (event === 'quiet') break
      chunks.push(event)
    }
  } catch {
    // Half an error body still classifies by its status.
  }
  source.abort('error body read')
  return Buffer.concat(chunks).subarray(0, maxErrorBytes).toString('utf8')
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the status alone classifies it.
    return null
  }
}

const timeoutCodes = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
])

/** A failure for whatever the network threw. */
export function networkFailure(error: unknown): AttemptFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  return {
    kind: timeoutCodes.has(code) ? 'timeout' : 'network',
    status: null,
    retryAfterMs: null,
    modelScoped: false,
    reason: `${code} ${message}`.trim().slice(0, 300),
  }
}
