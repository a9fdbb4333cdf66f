import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { putPrice } from '@/lib/pricing'
import { useFakeUpstream } from './support/fake-upstream'
import { door, useGateway } from './support/gateway'
import { dataOf, send } from './support/raw-http'

const gateway = useGateway()
const upstream = useFakeUpstream()
const messages = [{ role: 'user' as const, content: 'Tell me about toll roads' }]

describe(`Chat Completions through the ${door} door`, () => {
  it('a stream is billed though the caller did not ask for usage, and shows no extra chunk', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const { data, response } = await tenant.openai.chat.completions
      .create({ model: 'sim-small', messages, stream: true, metadata: { tag } })
      .withResponse()
    let text = ''
    for await (const chunk of data) {
      expect(chunk.choices.length).toBeGreaterThan(0)
      expect(chunk.usage ?? null).toBeNull()
      text += chunk.choices[0]?.delta.content ?? ''
    }
    expect(text.length).toBeGreaterThan(10)
    expect(JSON.parse((await gateway.last(tag)).body.toString('utf8'))).toMatchObject({
      stream_options: { include_usage: true },
    })
    const [served] = await gateway.served(tag)
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', outputTokens: served?.outputTokens })
    expect(record.inputTokens + record.cachedInputTokens).toBe(served?.inputTokens)
    expect(record.chargedNanoUsd).toBeGreaterThan(0n)
  })

  it('a caller who asks for usage gets its chunk', async () => {
    const tenant = await gateway.tenant()
    const stream = await tenant.openai.chat.completions.create({
      model: 'sim-small',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    let total = 0
    for await (const chunk of stream) total += chunk.usage?.total_tokens ?? 0
    expect(total).toBeGreaterThan(0)
  })

  it('the caller’s other stream options survive ours', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    await send(`${gateway.url}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: {
        model: 'sim-small',
        messages,
        stream: true,
        stream_options: { include_obfuscation: false },
        metadata: { tag },
      },
    })
    expect(JSON.parse((await gateway.last(tag)).body.toString('utf8'))).toMatchObject({
      stream_options: { include_obfuscation: false, include_usage: true },
    })
  })

  it('JSON with several choices, cached tokens and a cost that adds up by hand', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const { data, response } = await tenant.openai.chat.completions
      .create({ model: 'sim-small', messages, n: 2, metadata: { tag, sim_cached_tokens: '3' } })
      .withResponse()
    expect(data.choices).toHaveLength(2)
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    const [served] = await gateway.served(tag)
    expect(record).toMatchObject({ cachedInputTokens: 3, outputTokens: served?.outputTokens })
    expect(record.costNanoUsd).toBe(
      BigInt(record.inputTokens) * 1_000n + 3n * 100n + BigInt(record.outputTokens) * 10_000n,
    )
    expect(response.headers.get('x-turnpike-cost-nanousd')).toBe(record.costNanoUsd.toString())
  })

  it('tool calls stream through', async () => {
    const tenant = await gateway.tenant()
    await putPrice({ model: 'sim-tools', price: { input: 1n, output: 1n, maxOutputTokens: 4_096 } })
    const stream = tenant.openai.chat.completions.stream({
      model: 'sim-tools',
      messages,
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { type: 'object', properties: { a: { type: 'string' } } } },
        },
      ],
    })
    const message = await stream.finalMessage()
    expect(message.tool_calls?.[0]).toMatchObject({ function: { name: 'f' } })
  })

  it('an error inside a chunk that also has choices is an error, never a clean end', async () => {
    const chunk = (fields: Record<string, unknown>) =>
      `data: ${JSON.stringify({ id: 'c', model: 'sim-small', ...fields })}\n\n`
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(chunk({ choices: [{ index: 0, delta: { content: 'half of ' } }] }))
      res.end(
        chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'error' }], error: { code: 502, message: 'gone' } }),
      )
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await send(`${gateway.url}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', messages, stream: true },
    })
    expect(dataOf(answer.text).at(-1)).toMatchObject({ error: { message: expect.any(String) } })
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'failed', chargedNanoUsd: 0n })
  })

  it('every byte of a stream is the upstream’s own when usage was asked for', async () => {
    const text = [
      ': upstream comment\n\n',
      'data: {"id":"c","choices":[{"index":0,"delta":{"content":"caf\\u00e9 \\ud83d"}}]}\r\n\r\n',
      'event: odd\nid: 7\nretry: 10\ndata: {"id":"c",\ndata: "choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
      'data: {"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\ndata: [DONE]\n\n',
    ].join('')
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 7) res.write(bytes.subarray(at, at + 7))
      res.end()
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await send(`${gateway.url}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', messages, stream: true, stream_options: { include_usage: true } },
    })
    expect(answer.text).toBe(text)
    expect(await gateway.record(String(answer.headers['x-request-id']))).toMatchObject({
      status: 'completed',
      outputTokens: 2,
    })
  })
})
