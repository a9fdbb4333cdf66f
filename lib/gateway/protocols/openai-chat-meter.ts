import type { TokenUsage } from '../../pricing'
import { decodedByteLength, elements, type JsonSpan, locate, locateAll } from '../json'
import { EventReader } from '../sse'
import { stringAt } from './openai-responses-meter'
import type { Meter, Terminal, UpstreamError } from './types'
import { objectAt, parseObject, tokenCount } from './usage-number'

const done = Buffer.from('[DONE]')
const textKeys = ['content', 'reasoning_content', 'reasoning', 'refusal'] as const
const deltaKeys = [...textKeys, 'tool_calls'] as const
const eventKeys = ['choices', 'usage', 'error'] as const
const choiceKeys = ['delta', 'finish_reason', 'index'] as const
const mostChoices = 128
const mostToolCalls = 128

/** Usage of Chat Completions: cached tokens are counted inside prompt_tokens there, so they are taken out (platform.openai.com, Chat object). */
export function chatUsage(raw: Record<string, unknown>): TokenUsage {
  const details = objectAt(raw, 'prompt_tokens_details')
  const cached = tokenCount(details['cached_tokens'])
  return {
    input: Math.max(0, tokenCount(raw['prompt_tokens']) - cached),
    cachedInput: cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: tokenCount(raw['completion_tokens']),
    reasoning: tokenCount(objectAt(raw, 'completion_tokens_details')['reasoning_tokens']),
    media: {},
    toolCalls: {},
  }
}

/** Reads an OpenAI-shaped error object. */
export function chatError(bytes: Buffer, span: JsonSpan): UpstreamError {
  const raw = parseObject(bytes, span.start, span.end) ?? {}
  const status = raw['status'] ?? raw['code']
  return {
    code: typeof raw['code'] === 'string' ? raw['code'] : String(raw['type'] ?? 'error'),
    message: typeof raw['message'] === 'string' ? raw['message'] : '',
    status: typeof status === 'number' ? status : null,
  }
}

/** Watches a Chat stream: deltas are counted by their bytes, only the usage object is parsed. */
export class ChatMeter implements Meter {
  hasOutput = false
  isProtocol = false
  error: UpstreamError | null = null
  liveOutputTokens = 0
  usage: TokenUsage | null = null
  readonly knownInput = null
  responseId: string | null = null
  endReason: string | null = null
  /** The id that every chunk of the answer carries. */
  answerId: string | null = null
  private ended = false
  private readonly finished = new Set<number>()
  private readonly reader = new EventReader((data, start, end) => this.event(data, start, end))

  constructor(private readonly choices: number) {}

  get atBoundary(): boolean {
    return this.reader.atBoundary
  }

  get errorRelayed(): boolean {
    return this.error !== null
  }

  get terminal(): Terminal {
    if (this.error) return 'failed'
    if (!this.ended && this.finished.size < this.choices) return null
    return this.endReason === 'length' || this.endReason === 'content_filter' ? 'incomplete' : 'completed'
  }

  wholeBytes(chunk: Buffer): number {
    return this.reader.wholeBytes(chunk)
  }

  push(chunk: Buffer): void {
    this.reader.push(chunk)
  }

  finish(): void {
    this.reader.flush()
  }

  private event(data: Buffer, start: number, end: number): void {
    if (end - start === done.length && data.compare(done, 0, done.length, start, end) === 0) {
      this.isProtocol = true
      this.ended = true
      return
    }
    const [choices, usage, error] = locateAll(data, start, end, eventKeys)
    if (choices?.kind === 'array') {
      this.isProtocol = true
      this.answerId ??= stringAt(data, locate(data, start, end, ['id'])) ?? ''
      for (const choice of elements(data, choices, mostChoices)) this.choice(data, choice)
    }
    const raw = usage?.kind === 'object' ? parseObject(data, usage.start, usage.end) : null
    if (raw) this.usage = chatUsage(raw)
    if (error?.kind === 'object') {
      this.isProtocol = true
      this.error = chatError(data, error)
    }
  }

  /** Choices that haven't said how they ended. */
  unfinished(): number[] {
    return Array.from({ length: this.choices }, (_, index) => index).filter((index) => !this.finished.has(index))
  }

  private choice(data: Buffer, choice: JsonSpan): void {
    const [delta, finish, index] = locateAll(data, choice.start, choice.end, choiceKeys)
    if (delta?.kind === 'object') this.delta(data, delta)
    const reason = stringAt(data, finish ?? null)
    if (reason === null) return
    this.endReason = reason
    this.finished.add(index ? Number(data.toString('latin1', index.start, index.end)) : 0)
  }

  private delta(data: Buffer, delta: JsonSpan): void {
    const found = locateAll(data, delta.start, delta.end, deltaKeys)
    for (let n = 0; n < textKeys.length; n++) this.count(data, found[n] ?? null)
    const calls = found[textKeys.length]
    if (calls?.kind !== 'array') return
    for (const call of elements(data, calls, mostToolCalls)) {
      this.hasOutput = true
      this.count(data, locate(data, call.start, call.end, ['function', 'arguments']))
    }
  }

  private count(data: Buffer, span: JsonSpan | null): void {
    if (span?.kind !== 'string' || span.end - span.start <= 2) return
    this.hasOutput = true
    this.liveOutputTokens += Math.max(1, Math.floor(decodedByteLength(data, span.start + 1, span.end - 1) / 4))
  }
}
