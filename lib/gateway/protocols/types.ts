import type { AppError } from '../../errors'
import type { TokenUsage } from '../../pricing'
import type { JsonSpan } from '../json'

/** The facts of a request that the path needs; the bytes stay as the caller sent them. */
export type ParsedRequest = {
  body: Buffer
  fields: ReadonlyMap<string, JsonSpan>
  /** The model as asked. */
  model: string
  stream: boolean
  /** How its stream is written: server-sent events, or (Gemini) one JSON array. */
  streamForm: 'sse' | 'array'
  /** The caller's own bound of output tokens, null when none is set. */
  maxOutputTokens: number | null
  /** Answers asked for at once (`n`). */
  choices: number
  /** Bytes that can become text tokens (one byte is at most one token); media left out. */
  textBytes: number
  /** Media items by class (image, audio, file): priced by the item's bound, never by their base64 length. */
  media: Readonly<Record<string, number>>
  /** Hosted tools by name, priced per call. */
  hostedTools: readonly string[]
  maxToolCalls: number | null
  /** Whether output tokens may flow that no delta shows: the caller asked for them, switched them off, or it is up to the model. */
  hiddenReasoning: 'asked' | 'off' | 'model'
  serviceTier: string | null
  previousResponseId: string | null
  /** What the session digest is made of when no header names one. */
  session: { promptCacheKey: string | null; user: string | null; seed: () => string }
  /** The dearest cache class that the call may write to. */
  cacheWrite: 'none' | '5m' | '1h'
  /** Chat only: the caller asked for the usage chunk. */
  wantsUsage: boolean
}

/** What must differ from the caller's bytes; null fields leave theirs alone. */
export type BodyEdits = {
  model: string | null
  /** Pool instructions to put in: always, or only when the caller sent none. */
  instructions: { text: string; mode: 'default_if_missing' | 'override' } | null
  maxOutputTokens: number | null
}

/** How an upstream's answer ended by its own words; null while it hasn't. */
export type Terminal = 'completed' | 'incomplete' | 'failed' | null

/** An error that an upstream put into a stream or a 200 body. */
export type UpstreamError = { code: string; message: string; status: number | null }

/** Watches a stream's bytes as they pass; never changes them. */
export type Meter = {
  push(chunk: Buffer): void
  /** At the upstream's end. */
  finish(): void
  /** Whether something a caller would notice has come: from here on no other account may be tried. */
  readonly hasOutput: boolean
  /** Whether any event of the protocol was recognised. */
  readonly isProtocol: boolean
  readonly terminal: Terminal
  readonly error: UpstreamError | null
  /** The stream's own error is one that clients of the protocol end on; else ours must follow it. */
  readonly errorRelayed: boolean
  /** Why an incomplete answer ended, by the provider's word. */
  readonly endReason: string | null
  readonly atBoundary: boolean
  /** How many bytes of the chunk just pushed end with a whole event: what may be passed on when nothing follows it. */
  wholeBytes(chunk: Buffer): number
  /** Output tokens by the live count: per delta max(1, ⌊bytes/4⌋). */
  readonly liveOutputTokens: number
  /** The provider's own numbers, null until they came. */
  readonly usage: TokenUsage | null
  /** The input classes where the provider told them before the end; else null. */
  readonly knownInput: TokenUsage | null
  readonly responseId: string | null
}

/** What a whole JSON answer says. */
export type JsonAnswer = {
  isProtocol: boolean
  terminal: Terminal
  hasOutput: boolean
  error: UpstreamError | null
  usage: TokenUsage | null
  responseId: string | null
  /** Where the `model` field stands, for renaming it back. */
  model: JsonSpan | null
}

/** An error answer before the first byte. */
export type RenderedError = { status: number; headers: Record<string, string>; body: string }

/** One wire protocol: how to read a request, change one field of it, meter its answers and speak its errors. */
export type Protocol = {
  readonly name: 'openai-responses' | 'openai-chat' | 'openai-embeddings' | 'anthropic-messages' | 'gemini'
  /** Which accounts can serve it. */
  /** Its official clients put the key into the query. */
  readonly allowsQueryKey: boolean
  readonly speaks: 'openai' | 'anthropic' | 'gemini'
  /** For OpenAI-compatible hosts: the API an account must list. */
  readonly api: 'responses' | 'chat' | 'embeddings' | null
  /** Throws AppError invalid_request and its kin with `param`. */
  parse(body: Buffer, path: PathFacts): ParsedRequest
  /** The upstream's path after the account's base URL, query included. */
  upstreamPath(request: ParsedRequest, path: PathFacts, upstreamModel: string): string
  authHeaders(secret: string): Record<string, string>
  edit(request: ParsedRequest, edits: BodyEdits): Buffer
  /** `remembersOpen`: it may have to close what is open itself, so the text of open items is kept (64 KiB at most). */
  createMeter(request: ParsedRequest, remembersOpen: boolean): Meter
  readJson(body: Buffer): JsonAnswer
  /** Usage from the last bytes of a JSON answer too large to hold; null when it isn't there. */
  readUsageTail(tail: Buffer): TokenUsage | null
  /** Rewrites a stream's events when the model is renamed back or an event must be left out; null = pass bytes as they come. */
  createRewriter(request: ParsedRequest, renameTo: string | null): StreamRewriter | null
  renderError(error: AppError, requestId: string): RenderedError
  /** The protocol's terminal error inside a stream that has begun. */
  renderStreamError(error: AppError, requestId: string, meter: Meter | null, model: string): Buffer
  /** The end of an answer that stops at a length the caller didn't ask for: what is open is closed, then the protocol's own terminal. */
  renderLengthEnd(end: LengthEnd): Buffer
  /** Content type of a stream we begin before the upstream answered. */
  readonly streamContentType: string
  /** Whether SSE comments may be put between events. */
  allowsComments(path: PathFacts): boolean
}

/** An answer that ends before its upstream was done, as if its maximum length had been reached. */
export type LengthEnd = { meter: Meter; request: ParsedRequest; requestId: string; usage: TokenUsage }

export type StreamRewriter = { push(chunk: Buffer): Buffer[]; flush(): Buffer[] }

/** What the URL says: the matched route's parameters and query. */
export type PathFacts = {
  /** e.g. `/v1/responses` after aliases are resolved. */
  path: string
  params: Readonly<Record<string, string>>
  query: URLSearchParams
}
