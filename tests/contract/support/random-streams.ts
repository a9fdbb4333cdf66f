import type { ServerResponse } from 'node:http'
import fc from 'fast-check'

export type Wire = { bytes: Buffer; cuts: number[] }
export type Counted = { inputTokens: number; cachedInputTokens: number; outputTokens: number; reasoningTokens: number }
type Json = Record<string, unknown>
type Dialect = { path: string; body: Json; events: (deltas: string[], usage: Counted) => (Json | string)[] }

const count = fc.nat({ max: 50_000 })
const usage: fc.Arbitrary<Counted> = fc
  .record({ cachedInputTokens: count, fresh: count, reasoningTokens: count, rest: count })
  .map(({ cachedInputTokens, fresh, reasoningTokens, rest }) => ({
    inputTokens: fresh,
    cachedInputTokens,
    outputTokens: reasoningTokens + rest + 1,
    reasoningTokens,
  }))

const responses = (deltas: string[], used: Counted): Json[] => {
  const response = { id: `resp_${Math.random().toString(36).slice(2)}`, object: 'response', model: 'sim-small' }
  const numbers = {
    input_tokens: used.inputTokens + used.cachedInputTokens,
    input_tokens_details: { cached_tokens: used.cachedInputTokens },
    output_tokens: used.outputTokens,
    output_tokens_details: { reasoning_tokens: used.reasoningTokens },
    total_tokens: used.inputTokens + used.cachedInputTokens + used.outputTokens,
  }
  return [
    { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } },
    ...deltas.map((delta, index) => ({
      ...{ type: 'response.output_text.delta', sequence_number: index + 1, item_id: 'm', output_index: 0, delta },
    })),
    {
      ...{ type: 'response.completed', sequence_number: deltas.length + 1 },
      response: { ...response, status: 'completed', output: [{ type: 'message', id: 'm' }], usage: numbers },
    },
  ]
}

const chat = (deltas: string[], used: Counted): (Json | string)[] => {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'sim-small' }
  const numbers = {
    prompt_tokens: used.inputTokens + used.cachedInputTokens,
    prompt_tokens_details: { cached_tokens: used.cachedInputTokens },
    completion_tokens: used.outputTokens,
    completion_tokens_details: { reasoning_tokens: used.reasoningTokens },
    total_tokens: 1,
  }
  return [
    ...deltas.map((content) => ({ ...chunk, choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...chunk, choices: [], usage: numbers },
    '[DONE]',
  ]
}

const messages = (deltas: string[], used: Counted): Json[] => [
  {
    type: 'message_start',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'sim-small', content: [] },
      usage: { input_tokens: used.inputTokens, cache_read_input_tokens: used.cachedInputTokens, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ...deltas.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: used.outputTokens } },
  { type: 'message_stop' },
]

const gemini = (deltas: string[], used: Counted): Json[] => {
  const usageMetadata = {
    promptTokenCount: used.inputTokens + used.cachedInputTokens,
    cachedContentTokenCount: used.cachedInputTokens,
    candidatesTokenCount: used.outputTokens - used.reasoningTokens,
    thoughtsTokenCount: used.reasoningTokens,
  }
  const parts = ['', ...deltas].map((text) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }],
    modelVersion: 'sim-small',
  }))
  return [...parts, { candidates: [{ index: 0, content: {}, finishReason: 'STOP' }], usageMetadata }]
}

/** Each protocol's own way to stream the same answer. */
export const dialects: Record<string, Dialect & { protocol: 'openai' | 'anthropic' | 'gemini' }> = {
  Responses: { protocol: 'openai', path: '/v1/responses', body: { input: 'hi', stream: true }, events: responses },
  Chat: {
    ...{ protocol: 'openai', path: '/v1/chat/completions', events: chat },
    body: { messages: [{ role: 'user', content: 'hi' }], stream: true, stream_options: { include_usage: true } },
  },
  Messages: {
    ...{ protocol: 'anthropic', path: '/v1/messages', events: messages },
    body: { messages: [{ role: 'user', content: 'hi' }], max_tokens: 200, stream: true },
  },
  Gemini: {
    ...{ protocol: 'gemini', path: '/v1beta/models/sim-small:streamGenerateContent?alt=sse', events: gemini },
    body: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  },
}

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const noise = fc.constantFrom('', '', '', ': note\n\n', ':\n\n', 'id: 7\n', 'retry: 10\n')

/** A whole answer in this dialect as bytes, with noise, either line end, and places to cut it anywhere. */
export function wireOf(name: string): fc.Arbitrary<Wire & { used: Counted }> {
  const dialect = dialects[name]
  if (!dialect) throw new Error(`no dialect ${name}`)
  return fc
    .record({
      ...{ deltas: fc.array(words, { minLength: 1, maxLength: 12 }), used: usage },
      ...{ between: fc.array(noise, { minLength: 20, maxLength: 20 }), end: fc.constantFrom('\n', '\r\n') },
      ...{ cuts: fc.array(fc.nat({ max: 100_000 }), { maxLength: 40 }), isSpaced: fc.boolean() },
    })
    .map(({ deltas, used, between, end, cuts, isSpaced }) => {
      const text = dialect
        .events(deltas, name === 'Messages' ? { ...used, reasoningTokens: 0 } : used)
        .map((event, index) => {
          const named =
            typeof event === 'object' && typeof event['type'] === 'string' ? `event: ${event['type']}\n` : ''
          const data = typeof event === 'string' ? event : JSON.stringify(event)
          return `${between[index] ?? ''}${named}data:${isSpaced ? ' ' : ''}${data}\n\n`
        })
        .join('')
      const bytes = Buffer.from(text.replaceAll('\n', end))
      return { bytes, cuts: [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b), used }
    })
}

/** Writes the bytes in the pieces asked for, each in a turn of its own. */
export async function writePieces(res: ServerResponse, { bytes, cuts }: Wire): Promise<void> {
  for (const [index, start] of [0, ...cuts].entries()) {
    res.write(bytes.subarray(start, cuts[index] ?? bytes.length))
    await new Promise((resolve) => setImmediate(resolve))
  }
  res.end()
}
