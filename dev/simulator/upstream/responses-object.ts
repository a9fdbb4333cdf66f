import type { OpenAI } from 'openai'
import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import type { Answer } from './answer'
import { nextId } from './ids'

type Response = OpenAI.Responses.Response
type OutputItem = OpenAI.Responses.ResponseOutputItem
/** As sent: `output_text` is added by the SDK, `access_programs` only exists for some customers. */
export type WireResponse = Omit<Response, 'output_text' | 'access_programs'>

export interface ResponseHead {
  readonly id: string
  readonly createdAt: number
  readonly body: JsonObject
  readonly model: string
}

/** The response object in a given state. */
export function responseObject(
  head: ResponseHead,
  status: NonNullable<Response['status']>,
  output: OutputItem[],
  answer: Answer | null,
): WireResponse {
  const { body } = head
  return {
    id: head.id,
    object: 'response',
    created_at: head.createdAt,
    status,
    background: body['background'] === true,
    completed_at: status === 'completed' ? Math.floor(Date.now() / 1000) : null,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: stringAt(body, 'instructions'),
    max_output_tokens: numberAt(body, 'max_output_tokens'),
    max_tool_calls: numberAt(body, 'max_tool_calls'),
    model: head.model,
    output,
    parallel_tool_calls: body['parallel_tool_calls'] !== false,
    previous_response_id: stringAt(body, 'previous_response_id'),
    prompt_cache_key: stringAt(body, 'prompt_cache_key'),
    reasoning: { effort: null, summary: null },
    safety_identifier: stringAt(body, 'safety_identifier'),
    service_tier: 'default',
    temperature: numberAt(body, 'temperature') ?? 1,
    text: { format: { type: 'text' } },
    tool_choice: body['tool_choice'] === 'none' || body['tool_choice'] === 'required' ? body['tool_choice'] : 'auto',
    tools: echoedTools(body),
    top_logprobs: 0,
    top_p: numberAt(body, 'top_p') ?? 1,
    truncation: 'disabled',
    ...(answer ? { usage: responsesUsage(answer) } : {}),
    metadata: textMetadata(body),
  }
}

export function responsesUsage(answer: Answer): OpenAI.Responses.ResponseUsage {
  return {
    input_tokens: answer.inputTokens,
    input_tokens_details: {
      cached_tokens: answer.cachedTokens,
      cache_write_tokens: answer.cacheWrite5mTokens + answer.cacheWrite1hTokens,
    },
    output_tokens: answer.outputTokens,
    output_tokens_details: { reasoning_tokens: answer.reasoning.length },
    total_tokens: answer.inputTokens + answer.outputTokens,
  }
}

function echoedTools(body: JsonObject): OpenAI.Responses.Tool[] {
  return arrayAt(body, 'tools')
    .filter(isObject)
    .filter((tool) => tool['type'] === 'function')
    .map((tool) => ({
      type: 'function',
      name: stringAt(tool, 'name') ?? '',
      description: stringAt(tool, 'description'),
      parameters: objectAt(tool, 'parameters'),
      strict: tool['strict'] !== false,
    }))
}

function textMetadata(body: JsonObject): Record<string, string> {
  const metadata: Record<string, string> = {}
  for (const [key, value] of Object.entries(objectAt(body, 'metadata') ?? {})) metadata[key] = String(value)
  return metadata
}

/** The finished output items of an answer. */
export function outputItems(answer: Answer, status: 'completed' | 'incomplete'): OutputItem[] {
  const items: OutputItem[] = []
  const choice = answer.choices[0]
  if (answer.reasoning.length > 0) items.push(reasoningItem(nextId('rs_'), answer.reasoning.join('')))
  for (const call of choice?.toolCalls ?? []) {
    items.push(functionCallItem(nextId('fc_'), nextId('call_'), call.name, call.tokens.join(''), 'completed'))
  }
  if (choice && choice.toolCalls.length === 0 && (choice.text.length > 0 || answer.outputTokens > 0)) {
    items.push(messageItem(nextId('msg_'), choice.text.join(''), status))
  }
  return items
}

export function reasoningItem(id: string, summary: string | null): OpenAI.Responses.ResponseReasoningItem {
  return { id, type: 'reasoning', summary: summary === null ? [] : [{ type: 'summary_text', text: summary }] }
}

export function messageItem(
  id: string,
  text: string | null,
  status: 'in_progress' | 'completed' | 'incomplete',
): OpenAI.Responses.ResponseOutputMessage {
  return { id, type: 'message', status, role: 'assistant', content: text === null ? [] : [textPart(text)] }
}

export function textPart(text: string): OpenAI.Responses.ResponseOutputText {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}

export function functionCallItem(
  id: string,
  callId: string,
  name: string,
  args: string,
  status: 'in_progress' | 'completed',
): OpenAI.Responses.ResponseFunctionToolCallItem {
  return { id, type: 'function_call', status, arguments: args, call_id: callId, name }
}
