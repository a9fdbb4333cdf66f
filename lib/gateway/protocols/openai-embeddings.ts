import type { TokenUsage } from '../../pricing'
import { locate, withField } from '../json'
import { renderOpenaiError } from './openai-errors'
import { stringAt } from './openai-responses-meter'
import { modelField, readBodyFacts } from './read-fields'
import type { JsonAnswer, ParsedRequest, Protocol } from './types'
import { parseObject, tokenCount, usageTail } from './usage-number'

const readFields = new Set(['model', 'input'])

function embeddingsUsage(raw: Record<string, unknown>): TokenUsage {
  const input = tokenCount(raw['prompt_tokens'])
  return { input, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, media: {}, toolCalls: {} }
}

function parse(body: Buffer): ParsedRequest {
  const { fields, textBytes, media } = readBodyFacts(body, readFields)
  return {
    body,
    fields,
    model: modelField(body, fields),
    stream: false,
    streamForm: 'sse',
    maxOutputTokens: 0,
    choices: 1,
    textBytes,
    media,
    hostedTools: [],
    maxToolCalls: null,
    hiddenReasoning: 'off',
    serviceTier: null,
    previousResponseId: null,
    session: { promptCacheKey: null, user: null, seed: () => '' },
    cacheWrite: 'none',
    wantsUsage: true,
  }
}

function readJson(body: Buffer): JsonAnswer {
  const data = locate(body, 0, body.length, ['data'])
  const usage = locate(body, 0, body.length, ['usage'])
  const raw = usage?.kind === 'object' ? parseObject(body, usage.start, usage.end) : null
  const errorSpan = locate(body, 0, body.length, ['error'])
  const error = errorSpan?.kind === 'object' ? parseObject(body, errorSpan.start, errorSpan.end) : null
  return {
    isProtocol: data?.kind === 'array',
    terminal: 'completed',
    hasOutput: data?.kind === 'array' && data.end - data.start > 2,
    error: error
      ? {
          code: stringAt(body, locate(body, 0, body.length, ['error', 'code'])) ?? 'error',
          message: String(error['message'] ?? ''),
          status: null,
        }
      : null,
    usage: raw ? embeddingsUsage(raw) : null,
    responseId: null,
    model: locate(body, 0, body.length, ['model']),
  }
}

/** OpenAI's Embeddings API: input tokens only, never a stream. */
export const openaiEmbeddings: Protocol = {
  name: 'openai-embeddings',
  allowsQueryKey: false,
  speaks: 'openai',
  api: 'embeddings',
  parse,
  upstreamPath: () => '/embeddings',
  authHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  edit: (request, edits) =>
    edits.model === null ? request.body : withField(request.body, request.fields, 'model', JSON.stringify(edits.model)),
  createMeter: () => {
    throw new Error('embeddings are not streamed')
  },
  readJson,
  readUsageTail: (tail) => usageTail(tail, embeddingsUsage),
  createRewriter: () => null,
  renderError: (error, requestId) => renderOpenaiError(error, requestId),
  renderLengthEnd: () => {
    throw new Error('embeddings are not streamed')
  },
  renderStreamError: (error, requestId) => Buffer.from(renderOpenaiError(error, requestId).body),
  streamContentType: 'application/json',
  allowsComments: () => false,
}
