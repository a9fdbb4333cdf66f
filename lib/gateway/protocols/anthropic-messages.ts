import { elements, locate, locateAll, withField } from '../json'
import { EventRewriter } from '../sse'
import { anthropicErrorBody, renderAnthropicError } from './anthropic-errors'
import { renderMessagesLengthEnd } from './anthropic-messages-end'
import { MessagesMeter, messagesUsage } from './anthropic-messages-meter'
import { metadataUser } from './openai-responses'
import { stringAt } from './openai-responses-meter'
import { booleanField, countField, modelField, readBodyFacts, stringField } from './read-fields'
import { unsupportedReference } from './references'
import { sessionSeed } from './session-seed'
import type { BodyEdits, JsonAnswer, ParsedRequest, Protocol, StreamRewriter } from './types'
import { parseObject, usageTail } from './usage-number'

const readFields = new Set([
  'model',
  'stream',
  'messages',
  'system',
  'max_tokens',
  'tools',
  'metadata',
  'service_tier',
  'thinking',
  'container',
])
const defaultVersion = '2023-06-01'
const maxBlocks = 10_000
const cacheControl = Buffer.from('"cache_control"')
const oneHour = Buffer.from('"1h"')
/** Tools that the caller runs, and a server tool that costs tokens only; without a `type` a tool is the caller's own. */
const tokenTools = /^(custom|bash|text_editor|computer|memory|web_fetch|tool_search|mcp_toolset)/

function hostedTools(types: readonly string[]): string[] {
  return [...new Set(types.filter((type) => !tokenTools.test(type)).map((type) => type.replace(/_\d{8}$/, '')))]
}

function cacheWrite(body: Buffer): ParsedRequest['cacheWrite'] {
  if (!body.includes(cacheControl)) return 'none'
  return body.includes(oneHour) ? '1h' : '5m'
}

function thinks(body: Buffer, fields: ParsedRequest['fields']): boolean {
  const span = fields.get('thinking')
  if (span?.kind !== 'object') return false
  return stringAt(body, locate(body, span.start, span.end, ['type'])) !== 'disabled'
}

function parse(body: Buffer): ParsedRequest {
  const facts = readBodyFacts(body, readFields)
  const { fields } = facts
  const model = modelField(body, fields)
  const container = fields.get('container')
  const reference = facts.references[0] ?? (container?.kind === 'string' ? 'container' : null)
  if (reference !== null) throw unsupportedReference(reference)
  return {
    body,
    fields,
    model,
    stream: booleanField(fields, 'stream'),
    streamForm: 'sse',
    maxOutputTokens: countField(body, fields, 'max_tokens'),
    choices: 1,
    textBytes: facts.textBytes,
    media: facts.media,
    hostedTools: hostedTools(facts.toolTypes),
    maxToolCalls: null,
    hiddenReasoning: thinks(body, fields) ? 'asked' : 'off',
    serviceTier: stringField(body, fields, 'service_tier'),
    previousResponseId: null,
    session: {
      promptCacheKey: null,
      user: metadataUser(body, fields),
      seed: () => sessionSeed(body, fields, ['model', 'system', 'tools'], 'messages'),
    },
    cacheWrite: cacheWrite(body),
    wantsUsage: true,
  }
}

function edit(request: ParsedRequest, edits: BodyEdits): Buffer {
  let { body, fields } = request
  const set = (name: string, value: string) => {
    body = withField(body, fields, name, value)
    fields = readBodyFacts(body, readFields).fields
  }
  if (edits.model !== null) set('model', JSON.stringify(edits.model))
  const own = fields.get('system')
  const missing = own === undefined || own.kind === 'null' || own.end - own.start <= 2
  if (edits.instructions && (edits.instructions.mode === 'override' || missing))
    set('system', JSON.stringify(edits.instructions.text))
  if (edits.maxOutputTokens !== null) set('max_tokens', String(edits.maxOutputTokens))
  return body
}

const answerFields = ['type', 'content', 'stop_reason', 'usage', 'error', 'id', 'model']

function readJson(body: Buffer): JsonAnswer {
  const [typeSpan, content, reasonSpan, usage, errorSpan, id, model] = locateAll(body, 0, body.length, answerFields)
  const type = stringAt(body, typeSpan ?? null)
  const reason = stringAt(body, reasonSpan ?? null)
  const raw = usage?.kind === 'object' ? parseObject(body, usage.start, usage.end) : null
  const error = errorSpan?.kind === 'object' ? parseObject(body, errorSpan.start, errorSpan.end) : null
  return {
    isProtocol: type === 'message' && content?.kind === 'array',
    terminal: reason === 'max_tokens' || reason === 'model_context_window_exceeded' ? 'incomplete' : 'completed',
    hasOutput: content?.kind === 'array' && elements(body, content, maxBlocks).length > 0,
    error: error
      ? { code: String(error['type'] ?? 'api_error'), message: String(error['message'] ?? ''), status: null }
      : null,
    usage: raw ? messagesUsage(raw) : null,
    responseId: stringAt(body, id ?? null),
    model: model ?? null,
  }
}

function createRewriter(_request: ParsedRequest, renameTo: string | null): StreamRewriter | null {
  if (renameTo === null) return null
  const replacement = Buffer.from(JSON.stringify(renameTo))
  return new EventRewriter(({ raw, dataStart, dataEnd }) => {
    const span = dataStart < 0 ? null : locate(raw, dataStart, dataEnd, ['message', 'model'])
    return span ? Buffer.concat([raw.subarray(0, span.start), replacement, raw.subarray(span.end)]) : raw
  })
}

/** Anthropic's Messages API. */
export const anthropicMessages: Protocol = {
  name: 'anthropic-messages',
  allowsQueryKey: false,
  speaks: 'anthropic',
  api: null,
  parse,
  upstreamPath: () => '/v1/messages',
  authHeaders: (secret) => ({ 'x-api-key': secret, 'anthropic-version': defaultVersion }),
  edit,
  createMeter: () => new MessagesMeter(),
  readJson,
  readUsageTail: (tail) => usageTail(tail, messagesUsage),
  createRewriter,
  renderError: renderAnthropicError,
  renderStreamError: (error, requestId) =>
    Buffer.from(`event: error\ndata: ${JSON.stringify(anthropicErrorBody(error, requestId))}\n\n`),
  renderLengthEnd: renderMessagesLengthEnd,
  streamContentType: 'text/event-stream; charset=utf-8',
  allowsComments: () => true,
}
