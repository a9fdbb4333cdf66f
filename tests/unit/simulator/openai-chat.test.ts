import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { words } from './support'

let simulator: RunningServer
let client: OpenAI

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  client = new OpenAI({ apiKey: 'sk-openai', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
})

afterAll(() => simulator.close())

const weather = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'Weather of a city',
  strict: true,
  parameters: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } },
}

describe('chat completions', () => {
  const messages = [{ role: 'user' as const, content: 'one two three' }]

  it('answers in JSON with n choices', async () => {
    const completion = await client.chat.completions.create({ model: 'gpt-4o', messages, n: 2 })
    expect(completion.choices.map((choice) => words(choice.message.content ?? ''))).toEqual([24, 24])
    expect(completion.choices[0]?.message.content).not.toBe(completion.choices[1]?.message.content)
    expect(completion.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 48, total_tokens: 51 })
  })

  it('sends usage in one last chunk without choices, only when asked', async () => {
    const without = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true })
    for await (const chunk of without) {
      expect(chunk.choices).toHaveLength(1)
      expect(chunk).not.toHaveProperty('usage')
    }
    const stream_options = { include_usage: true }
    const chunks = []
    for await (const chunk of await client.chat.completions.create({
      model: 'gpt-4o',
      messages,
      stream: true,
      stream_options,
    })) {
      chunks.push(chunk)
    }
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null && chunk.choices.length === 1)).toBe(true)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 24 } })
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    expect(words(text)).toBe(24)
  })

  it('stops with length at max_tokens and refuses stream_options without stream', async () => {
    const short = await client.chat.completions.create({ model: 'gpt-4o', messages, max_tokens: 5 })
    expect(short.choices[0]?.finish_reason).toBe('length')
    expect(short.usage?.completion_tokens).toBe(5)
    const wrong = { model: 'gpt-4o', messages, stream_options: { include_usage: true } }
    await expect(client.chat.completions.create(wrong)).rejects.toMatchObject({ status: 400, param: 'stream_options' })
  })

  it('streams tool calls that the helper puts together', async () => {
    const { type, ...declared } = weather
    const runner = client.chat.completions.stream({
      model: 'sim-tools',
      messages,
      tools: [{ type, function: declared }],
    })
    const final = await runner.finalChatCompletion()
    const call = final.choices[0]?.message.tool_calls?.[0]
    expect(final.choices[0]?.finish_reason).toBe('tool_calls')
    expect(call?.type === 'function' ? JSON.parse(call.function.arguments) : null).toEqual({
      city: 'sample city',
      days: 1,
    })
  })
})
