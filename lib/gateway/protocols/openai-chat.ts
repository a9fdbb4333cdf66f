import { elements, locate, locateAll, withField } from '../json'
import { EventRewriter, type RawEvent } from '../sse'
import { hostedToolsOf } from './hosted-tools'
import { renderChatLengthEnd } from './openai-chat-end'
import { ChatMeter, chatError, chatUsage } from './openai-chat-meter'
import { openaiErrorObject, renderOpenaiError } from './openai-errors'
import { metadataUser } from './openai-responses'
import { stringAt } from './openai-responses-meter'
import { booleanField, countField, invalid, modelField, parsedField, readBodyFacts, stringField } from './read-fields'
import { unsupportedReference } from './references'
import { sessionSeed } from './session-seed'
import type { BodyEdits, JsonAnswer, ParsedRequest, Protocol, StreamRewriter } from './types'
import { parseObject, usageTail } from './usage-number'

const readFields = new Set([
  'model',
  'stream',
  'stream_options',
  'messages',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'tools',
  'service_tier',
  'prompt_cache_key',
  'metadata',
  'web_search_options',
  'reasoning_effort',
])
const smallField = 64 * 1024
const maxChoices = 128

function parse(body: Buffer): ParsedRequest {
  const facts = readBodyFacts(body, readFields)
  const { fields } = facts
  const model = modelField(body, fields)
  const reference = facts.references[0]
  if (reference !== undefined) throw unsupportedReference(reference)
  const choices = countField(body, fields, 'n') ?? 1
  if (choices > maxChoices) throw invalid('n', `"n" must be at most ${maxChoices}.`)
  const webSearch = fields.has('web_search_options') ? ['web_search'] : []
  return {
    body,
    fields,
    model,
    stream: booleanField(fields, 'stream'),
    streamForm: 'sse',
    maxOutputTokens: countField(body, fields, 'max_completion_tokens') ?? countField(body, fields, 'max_tokens'),
    choices,
    textBytes: facts.textBytes,
    media: facts.media,
    hostedTools: [...hostedToolsOf(facts.toolTypes), ...webSearch],
    maxToolCalls: null,
    hiddenReasoning: stringField(body, fields, 'reasoning_effort') === 'none' ? 'off' : 'model',
    serviceTier: stringField(body, fields, 'service_tier'),
    previousResponseId: null,
    session: {
      promptCacheKey: stringField(body, fields, 'prompt_cache_key'),
      user: metadataUser(body, fields),
      seed: () => sessionSeed(body, fields, ['model', 'tools'], 'messages'),
    },
    cacheWrite: 'none',
    wantsUsage: streamOptions(body, fields)?.['include_usage'] === true,
  }
}

function streamOptions(body: Buffer, fields: ParsedRequest['fields']): Record<string, unknown> | null {
  const options = parsedField(body, fields, 'stream_options', smallField)
  if (options === null) return null
  if (typeof options !== 'object' || Array.isArray(options))
    throw invalid('stream_options', '"stream_options" must be an object.')
  return options as Record<string, unknown>
}

function edit(request: ParsedRequest, edits: BodyEdits): Buffer {
  let { body, fields } = request
  const set = (name: string, value: string) => {
    body = withField(body, fields, name, value)
    fields = readBodyFacts(body, readFields).fields
  }
  if (edits.model !== null) set('model', JSON.stringify(edits.model))
  // Usage is always asked for: a stream without it could only be estimated.
  if (request.stream && !request.wantsUsage)
    set('stream_options', JSON.stringify({ ...streamOptions(body, fields), include_usage: true }))
  if (edits.maxOutputTokens !== null)
    set(fields.has('max_tokens') ? 'max_tokens' : 'max_completion_tokens', String(edits.maxOutputTokens))
  if (edits.instructions) {
    const messages = withInstructions(body, fields, edits.instructions)
    if (messages !== null) set('messages', messages)
  }
  return body
}

/** The messages with the pool's instructions as the first system message; null when the caller's own stand. */
function withInstructions(
  body: Buffer,
  fields: ParsedRequest['fields'],
  instructions: NonNullable<BodyEdits['instructions']>,
): string | null {
  const span = fields.get('messages')
  if (span?.kind !== 'array') return null
  const first = elements(body, span, 1)[0]
  const role = first ? stringAt(body, locate(body, first.start, first.end, ['role'])) : null
  const hasOwn = role === 'system' || role === 'developer'
  if (hasOwn && instructions.mode === 'default_if_missing') return null
  const rest = body.toString('utf8', hasOwn && first ? first.end : span.start + 1, span.end)
  const message = JSON.stringify({ role: 'system', content: instructions.text })
  const separator = hasOwn || rest.trim() === ']' ? '' : ','
  return `[${message}${separator}${rest}`
}

const answerFields = ['choices', 'usage', 'error', 'model']

function readJson(body: Buffer): JsonAnswer {
  const [choicesSpan, usage, error, model] = locateAll(body, 0, body.length, answerFields)
  const choices = choicesSpan?.kind === 'array' ? elements(body, choicesSpan, maxChoices) : []
  const raw = usage?.kind === 'object' ? parseObject(body, usage.start, usage.end) : null
  const reasons = choices.map((choice) => stringAt(body, locate(body, choice.start, choice.end, ['finish_reason'])))
  return {
    isProtocol: choicesSpan?.kind === 'array',
    terminal: reasons.some((reason) => reason === 'length' || reason === 'content_filter') ? 'incomplete' : 'completed',
    hasOutput: choices.length > 0,
    error: error?.kind === 'object' ? chatError(body, error) : null,
    usage: raw ? chatUsage(raw) : null,
    responseId: null,
    model: model ?? null,
  }
}

/** Takes the usage chunk out again when the caller didn't ask for it, and renames the model back. */
function createRewriter(request: ParsedRequest, renameTo: string | null): StreamRewriter | null {
  if (request.wantsUsage && renameTo === null) return null
  const replacement = renameTo === null ? null : Buffer.from(JSON.stringify(renameTo))
  return new EventRewriter((event) => {
    if (!request.wantsUsage && isUsageChunk(event)) return null
    const span =
      replacement && event.dataStart >= 0 ? locate(event.raw, event.dataStart, event.dataEnd, ['model']) : null
    return span && replacement
      ? Buffer.concat([event.raw.subarray(0, span.start), replacement, event.raw.subarray(span.end)])
      : event.raw
  })
}

/** The extra chunk of `include_usage`: no choices, only usage. */
function isUsageChunk({ raw, dataStart, dataEnd }: RawEvent): boolean {
  if (dataStart < 0) return false
  const choices = locate(raw, dataStart, dataEnd, ['choices'])
  if (choices?.kind !== 'array' || elements(raw, choices, 1).length > 0) return false
  return locate(raw, dataStart, dataEnd, ['usage'])?.kind === 'object'
}

/** OpenAI's Chat Completions API. */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  allowsQueryKey: false,
  speaks: 'openai',
  api: 'chat',
  parse,
  upstreamPath: () => '/chat/completions',
  authHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  edit,
  createMeter: (request) => new ChatMeter(request.choices),
  readJson,
  readUsageTail: (tail) => usageTail(tail, chatUsage),
  createRewriter,
  renderError: (error, requestId) => renderOpenaiError(error, requestId),
  // No [DONE] behind it: OpenAI's SDK raises the error only from an error object.
  renderStreamError: (error, requestId) =>
    Buffer.from(`data: ${JSON.stringify({ error: openaiErrorObject(error, requestId) })}\n\n`),
  renderLengthEnd: renderChatLengthEnd,
  streamContentType: 'text/event-stream; charset=utf-8',
  allowsComments: () => true,
}
