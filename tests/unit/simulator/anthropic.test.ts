import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { served, words } from './support'

let simulator: RunningServer
let client: Anthropic

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  client = new Anthropic({ apiKey: 'sk-ant', baseURL: simulator.url, maxRetries: 0 })
})
afterAll(() => simulator.close())

const model = 'claude-test'
const ask = (content: string) => ({ model, max_tokens: 1000, messages: [{ role: 'user' as const, content }] })

function textOf(message: Anthropic.Message): string {
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
}

it('answers in JSON and in a stream with the same words and usage', async () => {
  const json = await client.messages.create({ ...ask('one two three'), system: 'be brief' })
  const streamed = await client.messages.stream({ ...ask('one two three'), system: 'be brief' }).finalMessage()
  expect(words(textOf(json))).toBe(24)
  expect(textOf(streamed)).toBe(textOf(json))
  for (const message of [json, streamed]) {
    expect(message.stop_reason).toBe('end_turn')
    expect(message.usage).toMatchObject({ input_tokens: 5, output_tokens: 24, cache_read_input_tokens: 0 })
  }
})

it('streams the event sequence of Messages', async () => {
  const types: string[] = []
  for await (const event of await client.messages.create({ ...ask('write 3 words'), stream: true }))
    types.push(event.type)
  expect(types).toEqual([
    'message_start',
    'content_block_start',
    ...Array.from({ length: 3 }, () => 'content_block_delta'),
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

it('stops at max_tokens, and refuses a request without it', async () => {
  const message = await client.messages.stream({ ...ask('write 50 words'), max_tokens: 7 }).finalMessage()
  expect(message.stop_reason).toBe('max_tokens')
  expect(message.usage.output_tokens).toBe(7)
  expect(words(textOf(message))).toBe(7)
  const bare = await fetch(`${simulator.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'k' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'x' }] }),
  })
  expect(await bare.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } })
  await expect(client.messages.create({ ...ask('x'), model: 'sim-unknown' })).rejects.toBeInstanceOf(
    Anthropic.NotFoundError,
  )
})

it('thinks in a block of its own with a signature, counted as output', async () => {
  const body = { ...ask('hello'), max_tokens: 2000, thinking: { type: 'enabled' as const, budget_tokens: 1024 } }
  for (const message of [await client.messages.create(body), await client.messages.stream(body).finalMessage()]) {
    const [thinking] = message.content
    if (thinking?.type !== 'thinking') throw new Error('no thinking')
    expect(words(thinking.thinking)).toBe(16)
    expect(thinking.signature).not.toBe('')
    expect(message.usage.output_tokens).toBe(40)
    expect(message.usage.output_tokens_details?.thinking_tokens).toBe(16)
  }
})

it('uses a tool, streamed as in JSON, and not again after its result', async () => {
  const tools = [
    { name: 'get_weather', input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } } },
  ]
  const body = { ...ask('call get_weather with {"city": "Rome"}'), tools }
  const json = await client.messages.create(body)
  const streamed = await client.messages.stream(body).finalMessage()
  for (const message of [json, streamed]) {
    expect(message.stop_reason).toBe('tool_use')
    expect(message.content[0]).toMatchObject({ type: 'tool_use', name: 'get_weather', input: { city: 'Rome' } })
  }
  const after = await client.messages.create({
    ...body,
    messages: [
      ...body.messages,
      { role: 'assistant', content: json.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }] },
    ],
  })
  expect(after.stop_reason).toBe('end_turn')
})

it('writes marked prompts to its cache by lifetime, and reads them the next time, beside the input', async () => {
  const body = {
    ...ask('new question'),
    metadata: { user_id: 'u', tag: 'cache' },
    system: [
      {
        type: 'text' as const,
        text: 'one two three four',
        cache_control: { type: 'ephemeral' as const, ttl: '1h' as const },
      },
      { type: 'text' as const, text: 'five six', cache_control: { type: 'ephemeral' as const } },
    ],
  }
  const first = await client.messages.create(body)
  const second = await client.messages.stream(body).finalMessage()
  expect(first.usage).toMatchObject({
    input_tokens: 2,
    cache_creation_input_tokens: 6,
    cache_creation: { ephemeral_1h_input_tokens: 4, ephemeral_5m_input_tokens: 2 },
    cache_read_input_tokens: 0,
  })
  expect(second.usage).toMatchObject({ input_tokens: 2, cache_creation_input_tokens: 0, cache_read_input_tokens: 6 })
  expect(await served(simulator.url, 'cache')).toMatchObject([
    { inputTokens: 8, cachedTokens: 0, cacheWrite5mTokens: 2, cacheWrite1hTokens: 4 },
    { inputTokens: 8, cachedTokens: 6, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 },
  ])
})

it('counts tokens and lists models without generating', async () => {
  const count = await client.messages.countTokens({ model, messages: [{ role: 'user', content: 'one two three' }] })
  expect(count.input_tokens).toBe(3)
  const page = await client.models.list()
  expect(page.data.find((known) => known.id.startsWith('claude-'))?.type).toBe('model')
})
