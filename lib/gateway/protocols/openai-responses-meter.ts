import type { TokenUsage } from '../../pricing'
import { decodedByteLength, type JsonSpan, locate } from '../json'
import { EventReader } from '../sse'
import { toolOfItem } from './hosted-tools'
import type { ResponsesTranscript } from './responses-transcript'
import type { Meter, Terminal, UpstreamError } from './types'
import { objectAt, parseObject, tokenCount } from './usage-number'

/** Usage of the Responses API: cached tokens are counted inside input_tokens there, so they are taken out (platform.openai.com, Responses object). */
export function responsesUsage(raw: Record<string, unknown>, toolCalls: Record<string, number>): TokenUsage {
  const cached = tokenCount(objectAt(raw, 'input_tokens_details')['cached_tokens'])
  return {
    input: Math.max(0, tokenCount(raw['input_tokens']) - cached),
    cachedInput: cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: tokenCount(raw['output_tokens']),
    reasoning: tokenCount(objectAt(raw, 'output_tokens_details')['reasoning_tokens']),
    media: {},
    toolCalls,
  }
}

/** Watches a Responses stream: deltas are counted by their bytes, only the terminal event's usage is parsed. */
export class ResponsesMeter implements Meter {
  hasOutput = false
  isProtocol = false
  terminal: Terminal = null
  error: UpstreamError | null = null
  liveOutputTokens = 0
  usage: TokenUsage | null = null
  readonly knownInput = null
  responseId: string | null = null
  endReason: string | null = null
  errorRelayed = false
  private readonly reader = new EventReader((data, start, end) => this.event(data, start, end))
  private last: { data: Buffer; start: number; end: number } | null = null
  private readonly toolCalls: Record<string, number> = {}

  constructor(
    /** Only where the gateway may have to end the answer itself. */
    readonly transcript: ResponsesTranscript | null = null,
  ) {}

  get atBoundary(): boolean {
    return this.reader.atBoundary
  }

  /** The next free sequence number of the stream as the caller saw it. */
  get nextSequence(): number {
    const last = this.last
    if (!last) return 0
    const span = locate(last.data, last.start, last.end, ['sequence_number'])
    const value = span ? Number(last.data.toString('latin1', span.start, span.end)) : Number.NaN
    return Number.isSafeInteger(value) ? value + 1 : 0
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
    const typeSpan = locate(data, start, end, ['type'])
    if (typeSpan?.kind !== 'string') return
    const type = data.toString('latin1', typeSpan.start + 1, typeSpan.end - 1)
    if (type === 'error') {
      this.isProtocol = true
      this.readError(data, start, end, [])
      return
    }
    if (!type.startsWith('response.')) return
    this.isProtocol = true
    this.last = { data, start, end }
    if (type.endsWith('.delta')) {
      this.delta(data, start, end)
      return
    }
    this.transcript?.event(type, data, start, end)
    if (type === 'response.created') this.responseId = stringAt(data, locate(data, start, end, ['response', 'id']))
    else if (type === 'response.output_item.done') this.itemDone(data, start, end)
    else if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed')
      this.end(type, data, start, end)
  }

  private delta(data: Buffer, start: number, end: number): void {
    this.hasOutput = true
    const span = locate(data, start, end, ['delta'])
    const bytes = span?.kind === 'string' ? decodedByteLength(data, span.start + 1, span.end - 1) : 0
    this.liveOutputTokens += Math.max(1, Math.floor(bytes / 4))
    this.transcript?.delta(data, span)
  }

  private itemDone(data: Buffer, start: number, end: number): void {
    this.hasOutput = true
    const tool = toolOfItem(stringAt(data, locate(data, start, end, ['item', 'type'])) ?? '')
    if (tool) this.toolCalls[tool] = (this.toolCalls[tool] ?? 0) + 1
  }

  private end(type: string, data: Buffer, start: number, end: number): void {
    const response = locate(data, start, end, ['response'])
    if (!response) return
    this.terminal =
      type === 'response.completed' ? 'completed' : type === 'response.incomplete' ? 'incomplete' : 'failed'
    this.responseId = stringAt(data, locate(data, response.start, response.end, ['id'])) ?? this.responseId
    const output = locate(data, response.start, response.end, ['output'])
    if (output?.kind === 'array' && output.end - output.start > 2) this.hasOutput = true
    const usage = locate(data, response.start, response.end, ['usage'])
    const raw = usage?.kind === 'object' ? parseObject(data, usage.start, usage.end) : null
    if (raw) this.usage = responsesUsage(raw, this.toolCalls)
    if (this.terminal === 'incomplete')
      this.endReason = stringAt(data, locate(data, response.start, response.end, ['incomplete_details', 'reason']))
    if (this.terminal !== 'failed') return
    this.readError(data, response.start, response.end, ['error'])
    this.errorRelayed = true
  }

  private readError(data: Buffer, start: number, end: number, path: string[]): void {
    const nested = path.length > 0 ? locate(data, start, end, path) : locate(data, start, end, ['error'])
    const span = nested?.kind === 'object' ? nested : { start, end }
    this.error = {
      code:
        stringAt(data, locate(data, span.start, span.end, ['code'])) ??
        stringAt(data, locate(data, span.start, span.end, ['type'])) ??
        'error',
      message: stringAt(data, locate(data, span.start, span.end, ['message'])) ?? '',
      status: null,
    }
    this.terminal = 'failed'
  }
}

/** The decoded string at `span`, or null when it isn't one. */
export function stringAt(data: Buffer, span: JsonSpan | null): string | null {
  if (span?.kind !== 'string') return null
  const raw = data.toString('utf8', span.start, span.end)
  try {
    return JSON.parse(raw) as string
  } catch {
    // A provider's broken escape: the raw text is good enough for a log.
    return raw.slice(1, -1)
  }
}
