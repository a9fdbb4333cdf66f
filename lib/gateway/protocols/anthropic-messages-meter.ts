import type { TokenUsage } from '../../pricing'
import { decodedByteLength, type JsonSpan, locate, locateAll } from '../json'
import { EventReader } from '../sse'
import { stringAt } from './openai-responses-meter'
import type { Meter, Terminal, UpstreamError } from './types'
import { objectAt, parseObject, tokenCount } from './usage-number'

const deltaTexts = ['text', 'partial_json', 'thinking'] as const

/**
 * Usage of the Messages API: cache reads and writes stand beside input_tokens there, and numbers are cumulative, so a
 * later object replaces the fields that it names (docs.anthropic.com, Streaming and Prompt caching).
 */
export function messagesUsage(raw: Record<string, unknown>): TokenUsage {
  const creation = objectAt(raw, 'cache_creation')
  const write1h = tokenCount(creation['ephemeral_1h_input_tokens'])
  const write5m =
    'ephemeral_5m_input_tokens' in creation
      ? tokenCount(creation['ephemeral_5m_input_tokens'])
      : Math.max(0, tokenCount(raw['cache_creation_input_tokens']) - write1h)
  const searches = tokenCount(objectAt(raw, 'server_tool_use')['web_search_requests'])
  return {
    input: tokenCount(raw['input_tokens']),
    cachedInput: tokenCount(raw['cache_read_input_tokens']),
    cacheWrite5m: write5m,
    cacheWrite1h: write1h,
    output: tokenCount(raw['output_tokens']),
    reasoning: 0,
    media: {},
    toolCalls: searches > 0 ? { web_search: searches } : {},
  }
}

function indexAt(data: Buffer, span: JsonSpan | null): number {
  return span?.kind === 'number' ? Number(data.toString('latin1', span.start, span.end)) : 0
}

/** Watches a Messages stream. */
export class MessagesMeter implements Meter {
  hasOutput = false
  isProtocol = false
  terminal: Terminal = null
  error: UpstreamError | null = null
  liveOutputTokens = 0
  responseId: string | null = null
  endReason: string | null = null
  /** Index of the content block that is being written. */
  openBlock: number | null = null
  private raw: Record<string, unknown> = {}
  private usageIsFinal = false
  private readonly reader = new EventReader((data, start, end) => this.event(data, start, end))

  get atBoundary(): boolean {
    return this.reader.atBoundary
  }

  get errorRelayed(): boolean {
    return this.error !== null
  }

  /** Before `message_delta` the output count is a placeholder. */
  get usage(): TokenUsage | null {
    return this.usageIsFinal ? messagesUsage(this.raw) : null
  }

  /** The input classes, known from `message_start` on. */
  get knownInput(): TokenUsage | null {
    return 'input_tokens' in this.raw ? messagesUsage(this.raw) : null
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
    const type = locate(data, start, end, ['type'])
    if (type?.kind !== 'string') return
    switch (data.toString('latin1', type.start + 1, type.end - 1)) {
      case 'message_start':
        this.isProtocol = true
        this.responseId = stringAt(data, locate(data, start, end, ['message', 'id']))
        this.mergeUsage(data, start, end, ['message', 'usage'])
        return
      case 'content_block_start':
        this.isProtocol = true
        this.openBlock = indexAt(data, locate(data, start, end, ['index']))
        return
      case 'content_block_stop':
        this.isProtocol = true
        this.openBlock = null
        return
      case 'content_block_delta':
        this.delta(data, start, end)
        return
      case 'message_delta':
        this.endReason = stringAt(data, locate(data, start, end, ['delta', 'stop_reason'])) ?? this.endReason
        this.usageIsFinal = this.mergeUsage(data, start, end, ['usage']) || this.usageIsFinal
        return
      case 'message_stop':
        this.isProtocol = true
        this.terminal =
          this.endReason === 'max_tokens' || this.endReason === 'model_context_window_exceeded'
            ? 'incomplete'
            : 'completed'
        return
      case 'error':
        this.isProtocol = true
        this.readError(data, start, end)
        return
    }
  }

  private delta(data: Buffer, start: number, end: number): void {
    this.isProtocol = true
    this.hasOutput = true
    const delta = locate(data, start, end, ['delta'])
    if (!delta) return
    for (const span of locateAll(data, delta.start, delta.end, deltaTexts)) {
      if (span?.kind === 'string')
        this.liveOutputTokens += Math.max(1, Math.floor(decodedByteLength(data, span.start + 1, span.end - 1) / 4))
    }
  }

  private mergeUsage(data: Buffer, start: number, end: number, path: string[]): boolean {
    const span = locate(data, start, end, path)
    const found = span?.kind === 'object' ? parseObject(data, span.start, span.end) : null
    if (!found) return false
    for (const [name, value] of Object.entries(found)) if (value !== null) this.raw[name] = value
    return true
  }

  private readError(data: Buffer, start: number, end: number): void {
    this.error = {
      code: stringAt(data, locate(data, start, end, ['error', 'type'])) ?? 'api_error',
      message: stringAt(data, locate(data, start, end, ['error', 'message'])) ?? '',
      status: null,
    }
    this.terminal = 'failed'
  }
}
