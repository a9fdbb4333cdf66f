import { type ChatCall, type ChatModel, type ChatParameters, type ChatTurn, chatCall } from './chat-call'

export type CallSnippet = { label: string; code: string }

type Language = 'js' | 'python'

const variable = 'TURNPIKE_API_KEY'
const indent = (text: string, by: string) => text.replaceAll('\n', `\n${by}`)

/** A JSON value as Python writes it. */
function python(value: unknown, pad = ''): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  const deeper = `${pad}    `
  const lines = Array.isArray(value)
    ? value.map((each) => `${deeper}${python(each, deeper)},`)
    : Object.entries(value).map(([key, each]) => `${deeper}${JSON.stringify(key)}: ${python(each, deeper)},`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('\n')}\n${pad}${close}`
}

const keywords = (body: Record<string, unknown>) =>
  Object.entries(body)
    .map(([name, value]) => `    ${name}=${python(value, '    ')},`)
    .join('\n')

/** A text between single quotes of a shell can hold anything but one of those. */
const shellQuoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

function curl(origin: string, call: ChatCall): string {
  const headers = Object.entries(call.headers).map(([name, value]) => `  -H "${name}: ${value}" \\\n`)
  return `curl -N ${shellQuoted(`${origin}${call.path}`)} \\
  -H "Authorization: Bearer $${variable}" \\
  -H "Content-Type: application/json" \\
${headers.join('')}  -d ${shellQuoted(JSON.stringify(call.body, null, 2))}`
}

function openai(origin: string, call: ChatCall, language: Language): string {
  const isResponses = call.path === '/v1/responses'
  const method = isResponses ? 'responses' : 'chat.completions'
  if (language === 'python') {
    const line = isResponses
      ? `    if event.type == "response.output_text.delta":\n        print(event.delta, end="", flush=True)`
      : `    print(event.choices[0].delta.content or "", end="", flush=True)`
    return `import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["${variable}"])

stream = client.${method}.create(
${keywords(call.body)}
)
for event in stream:
${line}`
  }
  const line = isResponses
    ? `if (event.type === 'response.output_text.delta') process.stdout.write(event.delta)`
    : `process.stdout.write(event.choices[0]?.delta.content ?? '')`
  return `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${variable} })

const stream = await client.${method}.create(${JSON.stringify(call.body, null, 2)})
for await (const event of stream) {
  ${line}
}`
}

function anthropic(origin: string, call: ChatCall, language: Language): string {
  if (language === 'python') {
    return `import os
from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key=os.environ["${variable}"])

stream = client.messages.create(
${keywords(call.body)}
)
for event in stream:
    if event.type == "content_block_delta" and event.delta.type == "text_delta":
        print(event.delta.text, end="", flush=True)`
  }
  return `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: '${origin}', apiKey: process.env.${variable} })

const stream = await client.messages.create(${JSON.stringify(call.body, null, 2)})
for await (const event of stream) {
  if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') process.stdout.write(event.delta.text)
}`
}

function gemini(origin: string, model: string, call: ChatCall): string {
  const { contents, systemInstruction, generationConfig } = call.body
  const config = { ...(systemInstruction ? { systemInstruction } : {}), ...Object(generationConfig) }
  const request = { model, contents, ...(Object.keys(config).length > 0 ? { config } : {}) }
  return `import { GoogleGenAI } from '@google/genai'

const client = new GoogleGenAI({
  apiKey: process.env.${variable},
  httpOptions: { baseUrl: '${origin}' },
})

const stream = await client.models.generateContentStream(${JSON.stringify(request, null, 2)})
for await (const chunk of stream) process.stdout.write(chunk.text ?? '')`
}

function vercel(origin: string, model: ChatModel, turns: readonly ChatTurn[], set: ChatParameters): string {
  const provider =
    model.protocol === 'openai-chat'
      ? `turnpike.chat(${JSON.stringify(model.id)})`
      : `turnpike(${JSON.stringify(model.id)})`
  const messages = turns.map(({ role, text }) => ({ role, content: text }))
  const { temperature, topP, maxOutputTokens, instructions } = set
  const options = Object.entries({ system: instructions || null, temperature, topP, maxOutputTokens })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`)
  return `import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

const turnpike = createOpenAI({ baseURL: '${origin}/v1', apiKey: process.env.${variable} })

const { textStream } = streamText({
  model: ${provider},
  messages: ${indent(JSON.stringify(messages, null, 2), '  ')},
${options.join('')}})
for await (const part of textStream) process.stdout.write(part)`
}

/** The conversation's next call in each client that speaks the model's dialect. */
export function callCode(
  origin: string,
  model: ChatModel,
  turns: readonly ChatTurn[],
  parameters: ChatParameters,
): CallSnippet[] {
  const call = chatCall(model, turns, parameters)
  const first = { label: 'curl', code: curl(origin, call) }
  if (model.protocol === 'gemini') return [first, { label: 'TypeScript', code: gemini(origin, model.id, call) }]
  const isAnthropic = model.protocol === 'anthropic-messages'
  const sdk = isAnthropic ? anthropic : openai
  return [
    first,
    { label: 'TypeScript', code: sdk(origin, call, 'js') },
    { label: 'Python', code: sdk(origin, call, 'python') },
    ...(isAnthropic ? [] : [{ label: 'AI SDK', code: vercel(origin, model, turns, parameters) }]),
  ]
}
