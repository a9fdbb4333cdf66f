import type Anthropic from '@anthropic-ai/sdk'
import { arrayAt, numberAt } from '../json'
import type { Answer, ToolCall } from './answer'
import { messagesPrompt, messagesRequest } from './anthropic-request'
import { deliver, deliverPlain } from './deliver'
import { errorBody, refuse } from './errors'
import type { Exchange } from './exchange'
import { prepare } from './generate'
import { nextId } from './ids'
import { readJson } from './read-body'
import { around, type Frame, namedEvent, silent } from './sse'

type Message = Anthropic.Message
type StreamEvent = Anthropic.RawMessageStreamEvent

interface Head {
  readonly id: string
  readonly model: string
}

const hole = '\u0001'
const signature = Buffer.from('a signature that only the simulator accepts').toString('base64')

/** POST /v1/messages. */
export function createMessage(exchange: Exchange): void {
  const body = readJson(exchange)
  if (numberAt(body, 'max_tokens') === null) refuse(400, 'max_tokens: Field required')
  if (arrayAt(body, 'messages').length === 0) refuse(400, 'messages: at least one message is required')
  exchange.stream = body['stream'] === true
  const { answer, pace, fault, model } = prepare(exchange, body, (name) => messagesRequest(body, name))
  const head = { id: nextId('msg_'), model }
  deliver(
    exchange,
    {
      answer,
      streamType: exchange.stream ? 'text/event-stream; charset=utf-8' : null,
      render: (said) => ({ frames: () => events(head, said), json: () => finished(head, said) }),
      errorEvents: (error) => [namedEvent('error', errorBody('anthropic', error, exchange.id))],
    },
    pace,
    fault,
  )
}

/** POST /v1/messages/count_tokens. */
export function countMessageTokens(exchange: Exchange): void {
  const body = readJson(exchange)
  const { fault } = prepare(exchange, body, (name) => messagesRequest(body, name))
  const count: Anthropic.MessageTokensCount = { input_tokens: Math.max(1, messagesPrompt(body).inputTokens) }
  deliverPlain(exchange, fault, () => count)
}

/** Cached and written tokens stand beside `input_tokens`, not inside. */
function usage(answer: Answer, outputTokens: number): Anthropic.Usage {
  const written = answer.cacheWrite5mTokens + answer.cacheWrite1hTokens
  return {
    input_tokens: answer.inputTokens - answer.cachedTokens - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: answer.cachedTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: answer.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: answer.cacheWrite1hTokens,
    },
    output_tokens: outputTokens,
    output_tokens_details:
      outputTokens > 0 && answer.reasoning.length > 0 ? { thinking_tokens: answer.reasoning.length } : null,
    inference_geo: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: null,
  }
}

function message(head: Head, answer: Answer, content: Message['content'], stop: Message['stop_reason']): Message {
  return {
    id: head.id,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content,
    container: null,
    diagnostics: null,
    stop_details: null,
    stop_reason: stop,
    stop_sequence: null,
    usage: usage(answer, stop === null ? 0 : answer.outputTokens),
  }
}

function stopReason(answer: Answer): Anthropic.StopReason {
  const finish = answer.choices[0]?.finish
  if (finish === 'tool_calls') return 'tool_use'
  return finish === 'length' ? 'max_tokens' : 'end_turn'
}

function toolUse(call: ToolCall, input: unknown): Anthropic.ToolUseBlock {
  return { type: 'tool_use', id: nextId('toolu_'), name: call.name, input, caller: { type: 'direct' } }
}

function finished(head: Head, answer: Answer): Message {
  const content: Message['content'] = []
  const choice = answer.choices[0]
  if (answer.reasoning.length > 0) content.push({ type: 'thinking', thinking: answer.reasoning.join(''), signature })
  if (choice && choice.text.length > 0) content.push({ type: 'text', text: choice.text.join(''), citations: null })
  for (const call of choice?.toolCalls ?? []) content.push(toolUse(call, JSON.parse(call.tokens.join(''))))
  return message(head, answer, content, stopReason(answer))
}

function event(value: StreamEvent): Frame {
  return silent(namedEvent(value.type, value))
}

function* events(head: Head, answer: Answer): Generator<Frame> {
  yield event({ type: 'message_start', message: message(head, answer, [], null) })
  let index = 0
  if (answer.reasoning.length > 0) yield* thinkingBlock(index++, answer.reasoning)
  const choice = answer.choices[0]
  if (choice && choice.text.length > 0) yield* textBlock(index++, choice.text)
  for (const call of choice?.toolCalls ?? []) yield* toolBlock(index++, call)
  const {
    cache_creation: _split,
    inference_geo: _geo,
    service_tier: _tier,
    speed: _speed,
    ...total
  } = usage(answer, answer.outputTokens)
  yield event({
    type: 'message_delta',
    delta: { container: null, stop_details: null, stop_reason: stopReason(answer), stop_sequence: null },
    usage: total,
  })
  yield event({ type: 'message_stop' })
}

function* deltas(index: number, delta: Anthropic.RawContentBlockDelta, tokens: readonly string[]): Generator<Frame> {
  const [before, after] = around(event({ type: 'content_block_delta', index, delta }).data, hole)
  for (const token of tokens) yield { data: before + JSON.stringify(token) + after, tokens: 1 }
}

function* thinkingBlock(index: number, tokens: readonly string[]): Generator<Frame> {
  yield event({ type: 'content_block_start', index, content_block: { type: 'thinking', thinking: '', signature: '' } })
  yield ping()
  yield* deltas(index, { type: 'thinking_delta', thinking: hole }, tokens)
  yield event({ type: 'content_block_delta', index, delta: { type: 'signature_delta', signature } })
  yield event({ type: 'content_block_stop', index })
}

function* textBlock(index: number, tokens: readonly string[]): Generator<Frame> {
  yield event({ type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } })
  if (index === 0) yield ping()
  yield* deltas(index, { type: 'text_delta', text: hole }, tokens)
  yield event({ type: 'content_block_stop', index })
}

function* toolBlock(index: number, call: ToolCall): Generator<Frame> {
  yield event({ type: 'content_block_start', index, content_block: toolUse(call, {}) })
  if (index === 0) yield ping()
  yield* deltas(index, { type: 'input_json_delta', partial_json: hole }, call.tokens)
  yield event({ type: 'content_block_stop', index })
}

function ping(): Frame {
  return silent(namedEvent('ping', { type: 'ping' }))
}
