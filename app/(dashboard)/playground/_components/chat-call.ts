import type { PlaygroundModel } from '@/lib/gateway'

export type ChatTurn = { role: 'user' | 'assistant'; text: string }

/** What a person can set; null leaves a value to the model. */
export type ChatParameters = {
  instructions: string
  temperature: number | null
  topP: number | null
  maxOutputTokens: number | null
}

export type ChatCall = { path: string; headers: Record<string, string>; body: Record<string, unknown> }

export type ChatModel = Pick<PlaygroundModel, 'id' | 'protocol'>

/** Anthropic's API wants a bound; the others have one of their own. */
const anthropicMaxTokens = 1_024

const withoutNull = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))

function responses(model: string, turns: readonly ChatTurn[], set: ChatParameters): ChatCall {
  const input = turns.map(({ role, text }) => ({ role, content: text }))
  const { instructions, temperature, topP, maxOutputTokens } = set
  const options = withoutNull({ instructions, temperature, top_p: topP, max_output_tokens: maxOutputTokens })
  return { path: '/v1/responses', headers: {}, body: { model, input, ...options, stream: true } }
}

function chat(model: string, turns: readonly ChatTurn[], set: ChatParameters): ChatCall {
  const system = set.instructions === '' ? [] : [{ role: 'system', content: set.instructions }]
  const messages = [...system, ...turns.map(({ role, text }) => ({ role, content: text }))]
  const options = withoutNull({ temperature: set.temperature, top_p: set.topP, max_tokens: set.maxOutputTokens })
  return { path: '/v1/chat/completions', headers: {}, body: { model, messages, ...options, stream: true } }
}

function anthropic(model: string, turns: readonly ChatTurn[], set: ChatParameters): ChatCall {
  const messages = turns.map(({ role, text }) => ({ role, content: text }))
  const options = withoutNull({ system: set.instructions, temperature: set.temperature, top_p: set.topP })
  const max_tokens = set.maxOutputTokens ?? anthropicMaxTokens
  const body = { model, max_tokens, messages, ...options, stream: true }
  return { path: '/v1/messages', headers: { 'anthropic-version': '2023-06-01' }, body }
}

function gemini(model: string, turns: readonly ChatTurn[], set: ChatParameters): ChatCall {
  const contents = turns.map(({ role, text }) => ({ role: role === 'user' ? 'user' : 'model', parts: [{ text }] }))
  const { temperature, topP, maxOutputTokens } = set
  const generationConfig = withoutNull({ temperature, topP, maxOutputTokens })
  const body = {
    contents,
    ...(set.instructions === '' ? {} : { systemInstruction: { parts: [{ text: set.instructions }] } }),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
  }
  return { path: `/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`, headers: {}, body }
}

const builders = {
  'openai-responses': responses,
  'openai-chat': chat,
  'anthropic-messages': anthropic,
  gemini,
} as const

/** The call that a conversation makes, as any client would send it: what runs is what "view as code" shows. */
export function chatCall(model: ChatModel, turns: readonly ChatTurn[], parameters: ChatParameters): ChatCall {
  return builders[model.protocol](model.id, turns, parameters)
}
