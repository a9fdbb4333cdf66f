import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { last, served, words } from './support'

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

describe('responses', () => {
  it('counts the words it says and the words it was given', async () => {
    const response = await client.responses.create({ model: 'gpt-5', input: 'one two three', instructions: 'be brief' })
    expect(response.status).toBe('completed')
    expect(words(response.output_text)).toBe(24)
    expect(response.usage).toMatchObject({
      input_tokens: 5,
      output_tokens: 24,
      total_tokens: 29,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    })
  })

  it('streams the whole event sequence with unbroken numbers, and the same text as the JSON answer', async () => {
    const types: string[] = []
    const numbers: number[] = []
    const stream = client.responses.stream({ model: 'gpt-5', input: 'write 7 words' })
    stream.on('event', (event) => {
      types.push(event.type)
      numbers.push(event.sequence_number)
    })
    const final = await stream.finalResponse()
    const json = await client.responses.create({ model: 'gpt-5', input: 'write 7 words' })
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      ...Array.from({ length: 7 }, () => 'response.output_text.delta'),
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(numbers).toEqual(numbers.map((_, i) => i))
    expect(final.output_text).toBe(json.output_text)
    expect(final.usage?.output_tokens).toBe(7)
  })

  it('ends as incomplete at max_output_tokens', async () => {
    const stream = client.responses.stream({ model: 'gpt-5', input: 'write 50 words', max_output_tokens: 10 })
    const final = await stream.finalResponse()
    expect(final.status).toBe('incomplete')
    expect(final.incomplete_details?.reason).toBe('max_output_tokens')
    expect(words(final.output_text)).toBe(10)
    expect(final.usage?.output_tokens).toBe(10)
  })

  it('reasons and counts the reasoning inside the output', async () => {
    const body = { model: 'gpt-5', input: 'hello', reasoning: { effort: 'low' as const } }
    const final = await client.responses.stream(body).finalResponse()
    expect(final.output.map((item) => item.type)).toEqual(['reasoning', 'message'])
    expect(final.usage?.output_tokens_details.reasoning_tokens).toBe(16)
    expect(final.usage?.output_tokens).toBe(40)
  })

  it('calls a tool when asked, streamed as in JSON, and answers in words after its result', async () => {
    const input = 'call get_weather with {"city": "Paris", "days": 3}'
    const json = await client.responses.create({ model: 'gpt-5', input, tools: [weather] })
    const streamed = await client.responses.stream({ model: 'gpt-5', input, tools: [weather] }).finalResponse()
    for (const response of [json, streamed]) {
      const call = response.output[0]
      if (call?.type !== 'function_call') throw new Error('no function call')
      expect(JSON.parse(call.arguments)).toEqual({ city: 'Paris', days: 3 })
      expect(response.usage?.output_tokens).toBe(words(call.arguments))
    }
    const call = json.output[0]
    if (call?.type !== 'function_call') throw new Error('no function call')
    const after = await client.responses.create({
      model: 'gpt-5',
      tools: [weather],
      input: [
        { role: 'user', content: input },
        call,
        { type: 'function_call_output', call_id: call.call_id, output: 'sunny' },
      ],
    })
    expect(after.output[0]?.type).toBe('message')
  })

  it('satisfies a JSON schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } } },
    }
    const response = await client.responses.create({
      model: 'gpt-5',
      input: 'hello',
      text: { format: { type: 'json_schema', name: 'thing', schema } },
    })
    expect(JSON.parse(response.output_text)).toEqual({ name: 'sample name', tags: ['a'] })
  })

  it('keeps responses for the key that made them and for no other', async () => {
    const first = await client.responses.create({ model: 'gpt-5', input: 'one two' })
    const again = await client.responses.retrieve(first.id)
    expect(again.output_text).toBe(first.output_text)
    const next = await client.responses.create({ model: 'gpt-5', input: 'three', previous_response_id: first.id })
    expect(next.usage?.input_tokens).toBe(2 + 24 + 1)
    const items = await client.responses.inputItems.list(first.id)
    expect(items.data).toHaveLength(1)
    const stranger = new OpenAI({ apiKey: 'sk-other', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
    await expect(stranger.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 })
    const stolen = { model: 'gpt-5', input: 'x', previous_response_id: first.id }
    await expect(stranger.responses.create(stolen)).rejects.toMatchObject({
      status: 404,
      code: 'previous_response_not_found',
    })
    await client.responses.delete(first.id)
    await expect(client.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 })
  })

  it('runs, cancels and counts without generating', async () => {
    const metadata = { sim_token_ms: '1000' }
    const running = await client.responses.create({ model: 'gpt-5', input: 'x', background: true, metadata })
    expect(running.status).toBe('queued')
    expect((await client.responses.cancel(running.id)).status).toBe('cancelled')
    const count = await client.responses.inputTokens.count({ model: 'gpt-5', input: 'one two three' })
    expect(count).toEqual({ object: 'response.input_tokens', input_tokens: 3 })
    const compacted = await client.responses.compact({ model: 'gpt-5', input: 'one two three' })
    expect(compacted.usage.input_tokens).toBe(3)
    expect(compacted.output[0]?.type).toBe('compaction')
  })

  it('serves a long prompt that was sent before from its cache', async () => {
    const input = `${'word '.repeat(1500)} end`
    const first = await client.responses.create({ model: 'gpt-5', input })
    const second = await client.responses.create({ model: 'gpt-5', input })
    expect(first.usage?.input_tokens_details.cached_tokens).toBe(0)
    expect(second.usage?.input_tokens_details.cached_tokens).toBe(1408)
  })
})

describe('refusals', () => {
  it('speaks in the provider’s words', async () => {
    await expect(client.responses.create({ model: 'sim-unknown', input: 'x' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
    const bare = await fetch(`${simulator.url}/v1/responses`, { method: 'POST', body: '{}' })
    expect(bare.status).toBe(401)
    expect(await bare.json()).toMatchObject({ error: { type: 'authentication_error' } })
    const broken = await fetch(`${simulator.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-openai' },
      body: '{"model":',
    })
    expect(broken.status).toBe(400)
  })
})

describe('sim-gzip', () => {
  it.each([true, false])('compresses although nobody asked (stream %s)', async (stream) => {
    const answer = await fetch(`${simulator.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'accept-encoding': 'identity' },
      body: JSON.stringify({ model: 'sim-gzip', input: 'x', stream }),
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toContain(stream ? 'event: response.completed' : '"status":"completed"')
  })
})

describe('what the simulator remembers', () => {
  it('keeps the exact bytes and headers of the last request of a tag', async () => {
    const body = '{"input": "h\\u0069",  "model":"gpt-5","unknown":123456789012345678901,"metadata":{"tag":"bytes-1"}}'
    const answer = await fetch(`${simulator.url}/v1/responses?x=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-openai', 'x-probe': 'yes' },
      body,
    })
    expect(answer.headers.get('x-request-id')).toMatch(/^sim_/)
    expect(answer.headers.get('openai-organization')).toBe('org-simulator')
    await answer.text()
    const seen = await last(simulator.url, 'bytes-1')
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/responses?x=1', headers: { 'x-probe': 'yes' } })
    expect(Buffer.from(seen.bodyBase64, 'base64').toString()).toBe(body)
    expect(await served(simulator.url, 'bytes-1')).toMatchObject([
      {
        id: answer.headers.get('x-request-id'),
        apiKey: 'sk-openai',
        path: '/v1/responses',
        model: 'gpt-5',
        stream: false,
        inputTokens: 1,
        outputTokens: 24,
        status: 200,
        end: 'complete',
        fault: null,
      },
    ])
  })
})
