import { AppError } from '../../errors'
import { elements, type JsonSpan, locate, locateAll, withField } from '../json'
import { EventRewriter } from '../sse'
import { hostedToolsOf, toolOfItem } from './hosted-tools'
import { renderOpenaiError } from './openai-errors'
import { renderResponsesLengthEnd, responseBase, responsesEvent } from './openai-responses-end'
import { ResponsesMeter, responsesUsage, stringAt } from './openai-responses-meter'
import {
  type BodyFacts,
  booleanField,
  countField,
  modelField,
  parsedField,
  readBodyFacts,
  stringField,
} from './read-fields'
import { unsupportedReference } from './references'
import { ResponsesTranscript } from './responses-transcript'
import { sessionSeed } from './session-seed'
import type { BodyEdits, JsonAnswer, Meter, ParsedRequest, PathFacts, Protocol, StreamRewriter } from './types'
import { parseObject, usageTail } from './usage-number'

const readFields = new Set([
  'model',
  'stream',
  'background',
  'instructions',
  'input',
  'max_output_tokens',
  'max_tool_calls',
  'tools',
  'service_tier',
  'previous_response_id',
  'conversation',
  'prompt',
  'prompt_cache_key',
  'metadata',
  'reasoning',
])
const smallField = 64 * 1024
const maxItems = 10_000

function parse(body: Buffer, path: PathFacts): ParsedRequest {
  const facts = readBodyFacts(body, readFields)
  const { fields } = facts
  const model = modelField(body, fields)
  if (booleanField(fields, 'background')) {
    throw new AppError(
      'unsupported_parameter',
      '"background" is not offered: a call is metered to its end. Send it without.',
      { details: { param: 'background' } },
    )
  }
  refuseReferences(facts)
  return {
    body,
    fields,
    model,
    stream: path.params['action'] === undefined ? booleanField(fields, 'stream') : false,
    streamForm: 'sse',
    maxOutputTokens: countField(body, fields, 'max_output_tokens'),
    choices: 1,
    textBytes: facts.textBytes,
    media: facts.media,
    hostedTools: hostedToolsOf(facts.toolTypes),
    maxToolCalls: countField(body, fields, 'max_tool_calls'),
    hiddenReasoning: reasoningIsOff(body, fields) ? 'off' : 'model',
    serviceTier: stringField(body, fields, 'service_tier'),
    previousResponseId: stringField(body, fields, 'previous_response_id'),
    session: {
      promptCacheKey: stringField(body, fields, 'prompt_cache_key'),
      user: metadataUser(body, fields),
      seed: () => sessionSeed(body, fields, ['model', 'instructions', 'tools'], 'input'),
    },
    cacheWrite: 'none',
    wantsUsage: true,
  }
}

function reasoningIsOff(body: Buffer, fields: ReadonlyMap<string, JsonSpan>): boolean {
  const span = fields.get('reasoning')
  return span?.kind === 'object' && stringAt(body, locate(body, span.start, span.end, ['effort'])) === 'none'
}

/** Ids that live at an upstream account and that we did not issue would reach another tenant's things. */
export function refuseReferences(facts: BodyFacts): void {
  const conversation = facts.fields.get('conversation')
  if (conversation && conversation.kind !== 'null') throw unsupportedReference('conversation')
  const reference = facts.references[0]
  if (reference !== undefined) throw unsupportedReference(reference)
}

/** The session part of `metadata.user_id`, whatever its form. */
export function metadataUser(body: Buffer, fields: ReadonlyMap<string, JsonSpan>): string | null {
  const metadata = parsedField(body, fields, 'metadata', smallField)
  const user =
    typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>)['user_id'] : null
  if (typeof user !== 'string') return null
  const session = /session_([0-9a-f-]{8,})/i.exec(user)
  return session?.[1] ?? user
}

function edit(request: ParsedRequest, edits: BodyEdits): Buffer {
  let { body, fields } = request
  const set = (name: string, value: string) => {
    body = withField(body, fields, name, value)
    // Places moved: scan the few edited bodies again.
    fields = readBodyFacts(body, readFields).fields
  }
  if (edits.model !== null) set('model', JSON.stringify(edits.model))
  const own = fields.get('instructions')
  const missing = own === undefined || own.kind === 'null' || own.end - own.start <= 2
  if (edits.instructions && (edits.instructions.mode === 'override' || missing))
    set('instructions', JSON.stringify(edits.instructions.text))
  if (edits.maxOutputTokens !== null) set('max_output_tokens', String(edits.maxOutputTokens))
  return body
}

const answerFields = ['id', 'output', 'status', 'usage', 'error', 'model']

function readJson(body: Buffer): JsonAnswer {
  const [idSpan, output, statusSpan, usage, errorSpan, model] = locateAll(body, 0, body.length, answerFields)
  const id = stringAt(body, idSpan ?? null)
  const status = stringAt(body, statusSpan ?? null)
  const items = output?.kind === 'array' ? elements(body, output, maxItems) : []
  const toolCalls: Record<string, number> = {}
  for (const item of items) {
    const tool = toolOfItem(stringAt(body, locate(body, item.start, item.end, ['type'])) ?? '')
    if (tool) toolCalls[tool] = (toolCalls[tool] ?? 0) + 1
  }
  const raw = usage?.kind === 'object' ? parseObject(body, usage.start, usage.end) : null
  const error = errorSpan?.kind === 'object' ? parseObject(body, errorSpan.start, errorSpan.end) : null
  return {
    isProtocol: output?.kind === 'array' && id !== null,
    terminal: status === 'failed' ? 'failed' : status === 'incomplete' ? 'incomplete' : 'completed',
    hasOutput: items.length > 0,
    error: error
      ? { code: String(error['code'] ?? 'error'), message: String(error['message'] ?? ''), status: null }
      : null,
    usage: raw ? responsesUsage(raw, toolCalls) : null,
    responseId: id,
    model: model ?? null,
  }
}

/** Renames `response.model` back in the few events that carry it. */
function createRewriter(_request: ParsedRequest, renameTo: string | null): StreamRewriter | null {
  if (renameTo === null) return null
  const replacement = Buffer.from(JSON.stringify(renameTo))
  return new EventRewriter(({ raw, dataStart, dataEnd }) => {
    const span = dataStart < 0 ? null : locate(raw, dataStart, dataEnd, ['response', 'model'])
    return span ? Buffer.concat([raw.subarray(0, span.start), replacement, raw.subarray(span.end)]) : raw
  })
}

/** Codex stops at once on `usage_limit_reached` and repeats anything else. Codes inside `response.failed` are those that clients act on (Codex, OpenAI's SDK). */
function streamErrorCode(error: AppError): string {
  if (error.code === 'insufficient_funds') return 'insufficient_quota'
  if (error.status === 429) return error.code === 'allowance_exhausted' ? 'usage_limit_reached' : 'rate_limit_exceeded'
  if (error.status === 503) return 'server_is_overloaded'
  return 'server_error'
}

function renderStreamError(error: AppError, requestId: string, meter: Meter | null, model: string): Buffer {
  const known = meter instanceof ResponsesMeter ? meter : null
  const seconds = error.retryAfterSeconds
  const wait = error.status === 429 && seconds !== undefined ? ` Please try again in ${Math.ceil(seconds)}s.` : ''
  const base = responseBase(meter, requestId, model)
  let sequence = known?.nextSequence ?? 0
  let text = ''
  if (!known?.responseId) {
    const response = { ...base, status: 'in_progress', error: null, usage: null }
    text += responsesEvent('response.created', { sequence_number: sequence++, response })
  }
  const said = { code: streamErrorCode(error), message: `${error.message}${wait} (request ${requestId})` }
  const response = { ...base, status: 'failed', error: said, usage: null }
  return Buffer.from(text + responsesEvent('response.failed', { sequence_number: sequence, response }))
}

/** OpenAI's Responses API. */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  allowsQueryKey: false,
  speaks: 'openai',
  api: 'responses',
  parse,
  upstreamPath: (_request, path) => (path.params['action'] === 'compact' ? '/responses/compact' : '/responses'),
  authHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  edit,
  createMeter: (_request, remembersOpen) => new ResponsesMeter(remembersOpen ? new ResponsesTranscript() : null),
  readJson,
  readUsageTail: (tail) => usageTail(tail, (raw) => responsesUsage(raw, {})),
  createRewriter,
  renderError: (error, requestId) =>
    renderOpenaiError(error, requestId, error.code === 'allowance_exhausted' ? 'usage_limit_reached' : null),
  renderStreamError,
  renderLengthEnd: renderResponsesLengthEnd,
  streamContentType: 'text/event-stream; charset=utf-8',
  allowsComments: () => true,
}
