import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { EndSignal } from '../ending'
import type { MaybePromise } from '../maybe-promise'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { answerSource } from './decode-answer'
import type { AttemptFailure } from './failover'
import { refusedAnswer } from './refused-answer'
import { SocketUse } from './socket-reuse'
import { agentFor } from './upstream-agents'
import type { UpstreamSource } from './upstream-source'

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
  header(name: string): string | null
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

/** One try at one account. Never rejects for what the upstream or the network did. */
export function attemptUpstream(input: AttemptInput): Promise<AttemptResult> {
  return new Promise((resolve) => new Attempt(input, performance.now(), resolve).start(true))
}

/** A request on its way, which undici tells what comes of it. */
class Attempt implements Dispatcher.DispatchHandler {
  private readonly socket = new SocketUse()
  private answer: ReturnType<typeof answerSource> | null = null
  private running: Dispatcher.DispatchController | null = null
  private isFirst = true

  constructor(
    private readonly input: AttemptInput,
    private readonly startedMs: number,
    private readonly resolve: (result: MaybePromise<AttemptResult>) => void,
  ) {}

  start(isFirst: boolean): void {
    const { input } = this
    this.isFirst = isFirst
    if (input.signal.aborted) {
      this.handleEvent()
      return
    }
    input.signal.addEventListener('abort', this, { once: true })
    const { account, headers, body, headerTimeoutMs: headersTimeout } = input
    const { origin, prefix } = baseUrlOf(account)
    try {
      agentFor(account).dispatch(
        { origin, path: prefix + input.path, method: 'POST', headers, body, headersTimeout },
        this,
      )
    } catch (error) {
      this.over()
      this.failed(error)
    }
  }

  /** No longer wanted. Before the header the try is given up, after it the answer: whoever waits for its next bytes is told. */
  handleEvent(): void {
    if (this.answer) this.answer.source.abort('no longer wanted')
    else this.running?.abort(new Error('no longer wanted'))
    this.resolve({ kind: 'aborted' })
  }

  onRequestStart(controller: Dispatcher.DispatchController, context?: { connection?: object } | null): void {
    this.running = controller
    if (this.input.signal.aborted) controller.abort(new Error('no longer wanted'))
    else if (context?.connection) this.socket.goesOutOn(context.connection)
    else this.socket.startsNow()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.socket.markAnswered()
    this.answer = answerSource(controller, headerValue(headers, 'content-encoding'))
    const headerMs = Math.round(performance.now() - this.startedMs)
    this.resolve(answered({ status, headers, source: this.answer.source }, headerMs))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.answer?.sink.feed(chunk)
  }

  onResponseEnd(): void {
    this.over()
    this.answer?.sink.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.over()
    if (this.answer) this.answer.sink.fail(error)
    else this.failed(error)
  }

  private failed(error: unknown): void {
    const { input } = this
    if (input.signal.aborted) this.resolve({ kind: 'aborted' })
    // A connection that the upstream closed while it lay idle gets one more try: that is no failure of the account.
    else if (this.isFirst && this.socket.reused && isClosedConnection(error))
      new Attempt(input, this.startedMs, this.resolve).start(false)
    else
      this.resolve({
        kind: 'failure',
        failure: networkFailure(error),
        headerMs: null,
        upstreamRequestId: null,
        refusal: null,
      })
  }

  private over(): void {
    this.input.signal.removeEventListener('abort', this)
  }
}

/** The answer's headers, and where its body comes from. */
class Answer implements UpstreamAnswer {
  readonly status: number
  readonly source: UpstreamSource
  readonly upstreamRequestId: string | null
  private readonly headers: IncomingHttpHeaders

  constructor(
    head: Head,
    readonly headerMs: number,
  ) {
    this.status = head.status
    this.source = head.source
    this.headers = head.headers
    this.upstreamRequestId = this.header('x-request-id') ?? this.header('request-id')
  }

  header(name: string): string | null {
    return headerValue(this.headers, name)
  }
}

function answered(head: Head, headerMs: number): MaybePromise<AttemptResult> {
  const answer = new Answer(head, headerMs)
  return head.status >= 200 && head.status < 300 ? { kind: 'answer', answer } : refusedAnswer(answer)
}

function headerValue(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
}

const closedCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && closedCodes.has(String(error.code))
}

type BaseUrl = { origin: string; prefix: string }
const baseUrls = new WeakMap<UpstreamAccountConfig, BaseUrl>()

function baseUrlOf(account: UpstreamAccountConfig): BaseUrl {
  return baseUrls.get(account) ?? parsedBaseUrl(account)
}

function parsedBaseUrl(account: UpstreamAccountConfig): BaseUrl {
  const { origin, pathname } = new URL(account.baseUrl)
  const parsed = { origin, prefix: pathname === '/' ? '' : pathname.replace(/\/$/, '') }
  baseUrls.set(account, parsed)
  return parsed
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
