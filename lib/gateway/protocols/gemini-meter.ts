import type { TokenUsage } from '../../pricing'
import { decodedByteLength, elements, JsonArrayReader, type JsonSpan, locate } from '../json'
import { EventReader } from '../sse'
import { stringAt } from './openai-responses-meter'
import type { Meter, Terminal, UpstreamError } from './types'
import { parseObject, tokenCount } from './usage-number'

const mostCandidates = 64
const mostParts = 1_000

/** Usage of the Gemini API: cached tokens are inside promptTokenCount, thoughts beside the candidates' tokens (ai.google.dev, UsageMetadata). */
export function geminiUsage(raw: Record<string, unknown>): TokenUsage {
  const cached = tokenCount(raw['cachedContentTokenCount'])
  const thoughts = tokenCount(raw['thoughtsTokenCount'])
  return {
    input: Math.max(0, tokenCount(raw['promptTokenCount']) - cached) + tokenCount(raw['toolUsePromptTokenCount']),
    cachedInput: cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: tokenCount(raw['candidatesTokenCount']) + thoughts,
    reasoning: thoughts,
    media: {},
    toolCalls: {},
  }
}

/** Reads a Google error object. */
export function geminiError(bytes: Buffer, span: JsonSpan): UpstreamError {
  const raw = parseObject(bytes, span.start, span.end) ?? {}
  return {
    code: typeof raw['status'] === 'string' ? raw['status'] : 'INTERNAL',
    message: typeof raw['message'] === 'string' ? raw['message'] : '',
    status: typeof raw['code'] === 'number' ? raw['code'] : null,
  }
}

/** Watches a Gemini stream, as server-sent events or as one JSON array. */
export class GeminiMeter implements Meter {
  hasOutput = false
  isProtocol = false
  terminal: Terminal = null
  error: UpstreamError | null = null
  liveOutputTokens = 0
  usage: TokenUsage | null = null
  readonly knownInput = null
  responseId: string | null = null
  endReason: string | null = null
  readonly array: JsonArrayReader | null
  private readonly finished = new Set<number>()
  private readonly events: EventReader | null

  constructor(form: 'sse' | 'array') {
    this.array = form === 'array' ? new JsonArrayReader((element) => this.chunk(element, 0, element.length)) : null
    this.events = form === 'sse' ? new EventReader((data, start, end) => this.chunk(data, start, end)) : null
  }

  get atBoundary(): boolean {
    return this.events?.atBoundary ?? false
  }

  get errorRelayed(): boolean {
    return this.error !== null
  }

  wholeBytes(chunk: Buffer): number {
    return this.events?.wholeBytes(chunk) ?? this.array?.lastEnd ?? 0
  }

  push(chunk: Buffer): void {
    this.events?.push(chunk)
    this.array?.push(chunk)
  }

  finish(): void {
    this.events?.flush()
  }

  private chunk(data: Buffer, start: number, end: number): void {
    const error = locate(data, start, end, ['error'])
    if (error?.kind === 'object') {
      this.isProtocol = true
      this.error = geminiError(data, error)
      this.terminal = 'failed'
      return
    }
    const candidates = locate(data, start, end, ['candidates'])
    if (candidates?.kind === 'array') {
      this.isProtocol = true
      for (const candidate of elements(data, candidates, mostCandidates)) this.candidate(data, candidate)
    }
    const usage = locate(data, start, end, ['usageMetadata'])
    const raw = usage?.kind === 'object' ? parseObject(data, usage.start, usage.end) : null
    if (raw) {
      this.isProtocol = true
      this.usage = geminiUsage(raw)
    }
    const blocked = stringAt(data, locate(data, start, end, ['promptFeedback', 'blockReason']))
    if (blocked !== null) this.finishWith(blocked)
  }

  private candidate(data: Buffer, candidate: JsonSpan): void {
    const parts = locate(data, candidate.start, candidate.end, ['content', 'parts'])
    for (const part of parts?.kind === 'array' ? elements(data, parts, mostParts) : []) this.part(data, part)
    const reason = stringAt(data, locate(data, candidate.start, candidate.end, ['finishReason']))
    if (reason === null) return
    const index = locate(data, candidate.start, candidate.end, ['index'])
    this.finished.add(index?.kind === 'number' ? Number(data.toString('latin1', index.start, index.end)) : 0)
    this.finishWith(reason)
  }

  private part(data: Buffer, part: JsonSpan): void {
    const text = locate(data, part.start, part.end, ['text'])
    const bytes =
      text?.kind === 'string' ? decodedByteLength(data, text.start + 1, text.end - 1) : part.end - part.start
    if (bytes === 0) return
    this.hasOutput = true
    this.liveOutputTokens += Math.max(1, Math.floor(bytes / 4))
  }

  /** Candidates that haven't said how they ended. */
  unfinished(candidates: number): number[] {
    return Array.from({ length: candidates }, (_, index) => index).filter((index) => !this.finished.has(index))
  }

  private finishWith(reason: string): void {
    this.endReason = reason
    this.terminal = reason === 'MAX_TOKENS' ? 'incomplete' : 'completed'
    // A blocked prompt is the provider's answer to it, not an empty one.
    if (reason !== 'STOP' && reason !== 'MAX_TOKENS') this.hasOutput = true
  }
}
