import { type AppError, errorRow } from '../../errors'
import { elements, locate, withField } from '../json'
import { renderGeminiLengthEnd } from './gemini-end'
import { GeminiMeter, geminiError, geminiUsage } from './gemini-meter'
import { errorHeaders } from './openai-errors'
import { stringAt } from './openai-responses-meter'
import { decodedSegment } from './path-segment'
import { invalid, parsedField, readBodyFacts, stringField } from './read-fields'
import { unsupportedReference } from './references'
import { sessionSeed } from './session-seed'
import type { BodyEdits, JsonAnswer, Meter, ParsedRequest, PathFacts, Protocol } from './types'
import { parseObject, usageTail } from './usage-number'

const readFields = new Set([
  'contents',
  'systemInstruction',
  'system_instruction',
  'tools',
  'generationConfig',
  'generation_config',
  'cachedContent',
  'cached_content',
])
const smallField = 256 * 1024
const toolsField = 4 * 1024 * 1024
const maxCandidates = 64

function objectField(
  body: Buffer,
  fields: ParsedRequest['fields'],
  names: readonly string[],
  limit: number,
): Record<string, unknown> {
  for (const name of names) {
    const value = parsedField(body, fields, name, limit)
    if (value === null) continue
    if (typeof value !== 'object' || Array.isArray(value)) throw invalid(name, `"${name}" must be an object.`)
    return value as Record<string, unknown>
  }
  return {}
}

function count(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
    throw invalid(name, `"${name}" must be a whole number of at least 1.`)
  return value
}

/** Google's hosted tools that cost per call; functions, code execution and URL context cost tokens only. */
function hostedTools(body: Buffer, fields: ParsedRequest['fields']): string[] {
  const tools = parsedField(body, fields, 'tools', toolsField)
  if (!Array.isArray(tools)) return []
  const names = tools.flatMap((tool) => (typeof tool === 'object' && tool !== null ? Object.keys(tool) : []))
  const hosted = new Map([
    ['googleSearch', 'google_search'],
    ['google_search', 'google_search'],
    ['googleSearchRetrieval', 'google_search'],
    ['google_search_retrieval', 'google_search'],
    ['googleMaps', 'google_maps'],
    ['google_maps', 'google_maps'],
    ['fileSearch', 'file_search'],
    ['file_search', 'file_search'],
  ])
  return [...new Set(names.flatMap((name) => hosted.get(name) ?? []))]
}

function thinkingIsOff(config: Record<string, unknown>): boolean {
  const thinking = config['thinkingConfig'] ?? config['thinking_config']
  if (typeof thinking !== 'object' || thinking === null) return false
  return Object.entries(thinking).some(([name, value]) => /^thinking_?budget$/i.test(name) && value === 0)
}

function parse(body: Buffer, path: PathFacts): ParsedRequest {
  const facts = readBodyFacts(body, readFields)
  const { fields } = facts
  const stored =
    facts.references[0] ??
    ((stringField(body, fields, 'cachedContent') ?? stringField(body, fields, 'cached_content'))
      ? 'cachedContent'
      : null)
  if (stored !== null) throw unsupportedReference(stored)
  const config = objectField(body, fields, ['generationConfig', 'generation_config'], smallField)
  const choices = count(config['candidateCount'] ?? config['candidate_count'], 'candidateCount') ?? 1
  if (choices > maxCandidates) throw invalid('candidateCount', `"candidateCount" must be at most ${maxCandidates}.`)
  return {
    body,
    fields,
    model: decodedSegment(path.params['model'] ?? ''),
    stream: path.params['action'] === 'streamGenerateContent',
    streamForm: path.query.get('alt') === 'sse' ? 'sse' : 'array',
    maxOutputTokens: count(config['maxOutputTokens'] ?? config['max_output_tokens'], 'maxOutputTokens'),
    choices,
    textBytes: facts.textBytes,
    media: facts.media,
    hostedTools: hostedTools(body, fields),
    maxToolCalls: null,
    hiddenReasoning: thinkingIsOff(config) ? 'off' : 'model',
    serviceTier: null,
    previousResponseId: null,
    session: {
      promptCacheKey: null,
      user: null,
      seed: () => sessionSeed(body, fields, ['systemInstruction', 'system_instruction', 'tools'], 'contents'),
    },
    cacheWrite: 'none',
    wantsUsage: true,
  }
}

function edit(request: ParsedRequest, edits: BodyEdits): Buffer {
  let { body, fields } = request
  const set = (name: string, value: string) => {
    body = withField(body, fields, name, value)
    fields = readBodyFacts(body, readFields).fields
  }
  const name = fields.has('system_instruction') ? 'system_instruction' : 'systemInstruction'
  if (edits.instructions && (edits.instructions.mode === 'override' || !fields.has(name))) {
    set(name, JSON.stringify({ parts: [{ text: edits.instructions.text }] }))
  }
  if (edits.maxOutputTokens !== null) {
    const field = fields.has('generation_config') ? 'generation_config' : 'generationConfig'
    set(
      field,
      JSON.stringify({ ...objectField(body, fields, [field], smallField), maxOutputTokens: edits.maxOutputTokens }),
    )
  }
  return body
}

function readJson(body: Buffer): JsonAnswer {
  const candidates = locate(body, 0, body.length, ['candidates'])
  const list = candidates?.kind === 'array' ? elements(body, candidates, maxCandidates) : []
  const reason = list[0] ? stringAt(body, locate(body, list[0].start, list[0].end, ['finishReason'])) : null
  const blocked = locate(body, 0, body.length, ['promptFeedback', 'blockReason'])
  const usage = locate(body, 0, body.length, ['usageMetadata'])
  const raw = usage?.kind === 'object' ? parseObject(body, usage.start, usage.end) : null
  const error = locate(body, 0, body.length, ['error'])
  return {
    isProtocol: list.length > 0 || blocked !== null,
    terminal: reason === 'MAX_TOKENS' ? 'incomplete' : 'completed',
    hasOutput: list.length > 0 || blocked !== null,
    error: error?.kind === 'object' ? geminiError(body, error) : null,
    usage: raw ? geminiUsage(raw) : null,
    responseId: null,
    model: null,
  }
}

function errorObject(error: AppError, requestId: string): Record<string, unknown> {
  const row = errorRow(error.code)
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: error.code,
    metadata: { request_id: requestId },
  }
  return { code: error.status, message: error.message, status: row.geminiStatus, details: [info] }
}

function renderStreamError(error: AppError, requestId: string, meter: Meter | null): Buffer {
  const text = JSON.stringify({ error: errorObject(error, requestId) })
  const array = meter instanceof GeminiMeter ? meter.array : null
  if (array) return Buffer.from(array.count > 0 ? `,\n${text}]` : `[${text}]`)
  return Buffer.from(`data: ${text}\n\n`)
}

/** Google's Gemini API; the model and the action are in the path. */
export const gemini: Protocol = {
  name: 'gemini',
  allowsQueryKey: true,
  speaks: 'gemini',
  api: null,
  parse,
  upstreamPath: (request, path, upstreamModel) => {
    const version = path.path.startsWith('/v1beta/') ? 'v1beta' : 'v1'
    return `/${version}/models/${encodeURIComponent(upstreamModel)}:${path.params['action'] ?? 'generateContent'}${request.stream && request.streamForm === 'sse' ? '?alt=sse' : ''}`
  },
  authHeaders: (secret) => ({ 'x-goog-api-key': secret }),
  edit,
  createMeter: (request) => new GeminiMeter(request.streamForm),
  readJson,
  readUsageTail: (tail) => usageTail(tail, geminiUsage, 'usageMetadata'),
  createRewriter: () => null,
  renderError: (error, requestId) => ({
    status: error.status,
    headers: errorHeaders(error),
    body: JSON.stringify({ error: errorObject(error, requestId) }),
  }),
  renderStreamError,
  renderLengthEnd: renderGeminiLengthEnd,
  streamContentType: 'text/event-stream; charset=utf-8',
  allowsComments: (path) => path.query.get('alt') === 'sse',
}
