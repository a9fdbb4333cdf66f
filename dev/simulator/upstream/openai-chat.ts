import type { OpenAI } from 'openai'
import { arrayAt, type JsonObject, objectAt } from '../json'
import type { Answer, Choice } from './answer'
import { chatRequest } from './chat-request'
import { deliver } from './deliver'
import { errorBody, refuse } from './errors'
import type { Exchange } from './exchange'
import { prepare } from './generate'
import { nextId } from './ids'
import { readJson } from './read-body'
import { around, dataEvent, type Frame, silent } from './sse'

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk
type ChunkChoice = OpenAI.Chat.Completions.ChatCompletionChunk.Choice
type Delta = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta

interface Head {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly includeUsage: boolean
}

const hole = '\u0001'

/** POST /v1/chat/completions. */
export function createChatCompletion(exchange: Exchange): void {
  const body = readJson(exchange)
  if (arrayAt(body, 'messages').length === 0) {
    refuse(400, "Missing required parameter: 'messages'.", 'missing_required_parameter', 'messages')
  }
  exchange.stream = body['stream'] === true
  refuseUsageWithoutStream(body)
  const { answer, pace, fault, model } = prepare(exchange, body, (name) => chatRequest(body, name))
  const head: Head = {
    id: nextId('chatcmpl-'),
    created: Math.floor(Date.now() / 1000),
    model,
    includeUsage: objectAt(body, 'stream_options')?.['include_usage'] === true,
  }
  deliver(
    exchange,
    {
      answer,
      streamType: exchange.stream ? 'text/event-stream; charset=utf-8' : null,
      render: (said) => ({ frames: () => chunks(head, said), json: () => completion(head, said) }),
      errorEvents: (error) => [dataEvent(errorBody('openai', error, exchange.id))],
    },
    pace,
    fault,
  )
}

function refuseUsageWithoutStream(body: JsonObject): void {
  if (body['stream'] === true || !objectAt(body, 'stream_options')) return
  refuse(400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", null, 'stream_options')
}

export function completionUsage(answer: Answer): OpenAI.CompletionUsage {
  return {
    prompt_tokens: answer.inputTokens,
    completion_tokens: answer.outputTokens,
    total_tokens: answer.inputTokens + answer.outputTokens,
    prompt_tokens_details: { cached_tokens: answer.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: answer.reasoning.length,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function completion(head: Head, answer: Answer): OpenAI.Chat.Completions.ChatCompletion {
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: answer.choices.map((choice, index) => ({
      index,
      message: {
        role: 'assistant',
        content: choice.toolCalls.length > 0 ? null : choice.text.join(''),
        refusal: null,
        annotations: [],
        ...(choice.toolCalls.length > 0 ? { tool_calls: toolCalls(choice) } : {}),
      },
      logprobs: null,
      finish_reason: choice.finish,
    })),
    usage: completionUsage(answer),
    service_tier: 'default',
    system_fingerprint: 'fp_simulator',
  }
}

function toolCalls(choice: Choice): OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall[] {
  return choice.toolCalls.map((call) => ({
    id: nextId('call_'),
    type: 'function',
    function: { name: call.name, arguments: call.tokens.join('') },
  }))
}

function chunk(head: Head, choices: ChunkChoice[], usage: Chunk['usage'] = null): Chunk {
  return {
    id: head.id,
    object: 'chat.completion.chunk',
    created: head.created,
    model: head.model,
    service_tier: 'default',
    system_fingerprint: 'fp_simulator',
    choices,
    // OpenAI sends `usage: null` on every chunk, but only to those who asked for usage.
    ...(head.includeUsage ? { usage } : {}),
  }
}

function deltaEvent(head: Head, index: number, delta: Delta): string {
  return dataEvent(chunk(head, [{ index, delta, logprobs: null, finish_reason: null }]))
}

/** Reasoning tokens of Chat are counted and waited for but never shown. */
function* chunks(head: Head, answer: Answer): Generator<Frame> {
  for (const index of answer.choices.keys()) {
    yield silent(deltaEvent(head, index, { role: 'assistant', content: '', refusal: null }))
  }
  const hidden = answer.reasoning.length
  if (hidden > 0) yield { data: deltaEvent(head, 0, {}), tokens: hidden }
  yield* interleaved(answer.choices.map((choice, index) => choiceDeltas(head, choice, index)))
  for (const [index, choice] of answer.choices.entries()) {
    yield silent(dataEvent(chunk(head, [{ index, delta: {}, logprobs: null, finish_reason: choice.finish }])))
  }
  if (head.includeUsage) yield silent(dataEvent(chunk(head, [], completionUsage(answer))))
  yield silent('data: [DONE]\n\n')
}

/** One token of each choice in turn, as the choices are really generated. */
function* interleaved(choices: Generator<Frame>[]): Generator<Frame> {
  let open = choices
  while (open.length > 0) {
    const still: Generator<Frame>[] = []
    for (const choice of open) {
      const next = choice.next()
      if (next.done) continue
      yield next.value
      still.push(choice)
    }
    open = still
  }
}

function* choiceDeltas(head: Head, choice: Choice, index: number): Generator<Frame> {
  const [before, after] = around(deltaEvent(head, index, { content: hole }), hole)
  for (const token of choice.text) yield { data: before + JSON.stringify(token) + after, tokens: 1 }
  for (const [at, call] of choice.toolCalls.entries()) {
    const opened = {
      index: at,
      id: nextId('call_'),
      type: 'function' as const,
      function: { name: call.name, arguments: '' },
    }
    yield silent(deltaEvent(head, index, { tool_calls: [opened] }))
    const further = { tool_calls: [{ index: at, function: { arguments: hole } }] }
    const [head2, tail2] = around(deltaEvent(head, index, further), hole)
    for (const token of call.tokens) yield { data: head2 + JSON.stringify(token) + tail2, tokens: 1 }
  }
}
