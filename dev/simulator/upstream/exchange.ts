import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, createGzip, type Gzip, gzipSync } from 'node:zlib'
import type { Answer } from './answer'
import { type Dialect, errorBody, type ProviderError } from './errors'
import { nextId } from './ids'
import type { ServedRecord } from './served-log'
import type { SimulatorState } from './state'

/** One request on its way, with what will be written about it in the served log. */
export class Exchange {
  readonly id = nextId('sim_')
  readonly startedAt = new Date()
  dialect: Dialect = 'openai'
  apiKey: string | null = null
  body: Buffer = Buffer.alloc(0)
  model: string | null = null
  tag: string | null = null
  stream = false
  answer: Answer | null = null
  outputTokens = 0
  bytes = 0
  fault: string | null = null
  #closed = false
  #gzip: Gzip | null = null

  constructor(
    readonly state: SimulatorState,
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    readonly path: string,
    readonly query: URLSearchParams,
  ) {
    state.open.enter(this.#openKey())
  }

  get closed(): boolean {
    return this.#closed
  }

  header(name: string): string | null {
    const value = this.req.headers[name]
    return typeof value === 'string' ? value : null
  }

  /** The model `sim-gzip` compresses whatever was asked for. */
  get compresses(): boolean {
    return this.model === 'sim-gzip'
  }

  begin(status: number, contentType: string, extra: Readonly<Record<string, string>> = {}): void {
    const encoding = this.compresses ? { 'content-encoding': 'gzip' } : {}
    this.res.writeHead(status, { ...providerHeaders(this), 'content-type': contentType, ...encoding, ...extra })
  }

  write(data: string | Buffer): boolean {
    this.bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.length
    if (!this.compresses) return this.res.write(data)
    this.#gzip ??= this.#startGzip()
    this.#gzip.write(data)
    this.#gzip.flush(constants.Z_SYNC_FLUSH)
    return true
  }

  end(): void {
    if (this.#gzip) this.#gzip.end()
    else this.res.end()
  }

  #startGzip(): Gzip {
    const gzip = createGzip()
    gzip.pipe(this.res)
    return gzip
  }

  json(status: number, body: unknown, extra: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify(body)
    const sent = this.compresses ? gzipSync(text) : Buffer.from(text)
    this.begin(status, 'application/json', { 'content-length': String(sent.length), ...extra })
    this.bytes += Buffer.byteLength(text)
    this.res.end(sent)
  }

  fail(error: ProviderError, extra: Readonly<Record<string, string>> = {}): void {
    this.json(error.status, errorBody(this.dialect, error, this.id), extra)
  }

  /** Writes the served record; only the first call counts. */
  close(end: ServedRecord['end']): void {
    if (this.#closed) return
    this.#closed = true
    const { answer } = this
    this.state.open.leave(this.#openKey())
    this.state.served.add({
      id: this.id,
      at: this.startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      apiKey: this.apiKey,
      method: this.req.method ?? '',
      path: this.path,
      model: this.model,
      tag: this.tag,
      stream: this.stream,
      inputTokens: answer?.inputTokens ?? 0,
      cachedTokens: answer?.cachedTokens ?? 0,
      cacheWrite5mTokens: answer?.cacheWrite5mTokens ?? 0,
      cacheWrite1hTokens: answer?.cacheWrite1hTokens ?? 0,
      outputTokens: this.outputTokens,
      reasoningTokens: Math.min(answer?.reasoning.length ?? 0, this.outputTokens),
      bytes: this.bytes,
      status: this.res.headersSent ? this.res.statusCode : 0,
      end,
      fault: this.fault,
    })
  }

  #openKey(): string {
    return credentialOf(this.req, this.query) ?? ''
  }
}

/** The key as each provider takes it. */
export function credentialOf(req: IncomingMessage, query: URLSearchParams): string | null {
  const bearer = req.headers.authorization
  if (bearer && /^bearer /i.test(bearer)) return bearer.slice(7).trim() || null
  const named = req.headers['x-api-key'] ?? req.headers['x-goog-api-key']
  return (typeof named === 'string' ? named : null) ?? query.get('key')
}

/** Headers like the real ones, those included that a gateway must not pass on. */
function providerHeaders(exchange: Exchange): Record<string, string> {
  const common = {
    'x-request-id': exchange.id,
    'cf-ray': `${exchange.id.slice(-12)}-SIM`,
    'set-cookie': '__cf_bm=simulator; path=/; HttpOnly; Secure',
    'cache-control': 'no-cache',
  }
  switch (exchange.dialect) {
    case 'openai':
      return {
        ...common,
        'openai-organization': 'org-simulator',
        'openai-project': 'proj_simulator',
        'openai-version': '2020-10-01',
        'openai-processing-ms': String(Date.now() - exchange.startedAt.getTime()),
        'x-ratelimit-limit-requests': '10000',
        'x-ratelimit-remaining-requests': '9999',
        'x-ratelimit-reset-requests': '6ms',
      }
    case 'anthropic':
      return {
        ...common,
        'request-id': exchange.id,
        'anthropic-organization-id': '00000000-5175-4000-8000-000000000000',
        'anthropic-ratelimit-requests-limit': '10000',
        'anthropic-ratelimit-requests-remaining': '9999',
        'anthropic-ratelimit-requests-reset': new Date(Date.now() + 1000).toISOString(),
      }
    case 'gemini':
      return { ...common, server: 'scaffolding on HTTPServer2', 'x-goog-project-id': 'project-simulator' }
  }
}
