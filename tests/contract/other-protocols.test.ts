import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { door, useGateway } from './support/gateway'

const gateway = useGateway(['sim-small', 'sim-embed'])
const anthropicAccount = () => ({ protocol: 'anthropic' as const, baseUrl: gateway.simulatorUrl })
const geminiAccount = () => ({ protocol: 'gemini' as const, baseUrl: gateway.simulatorUrl })

describe(`Messages through the ${door} door`, () => {
  it('streams through the official SDK and bills what the upstream reported', async () => {
    const tenant = await gateway.tenant({ accounts: [anthropicAccount()] })
    const client = new Anthropic({ apiKey: tenant.key, baseURL: gateway.url, maxRetries: 0 })
    const { data: stream, response } = await client.messages
      .create({
        model: 'sim-small',
        max_tokens: 200,
        stream: true,
        messages: [{ role: 'user', content: 'Tell me about toll roads' }],
      })
      .withResponse()
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    expect(types[0]).toBe('message_start')
    expect(types.at(-1)).toBe('message_stop')
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', protocol: 'anthropic-messages' })
    expect(record.outputTokens).toBeGreaterThan(1)
    expect(record.costNanoUsd).toBeGreaterThan(0n)
  })

  it('answers JSON, and an unknown key in the shape that the SDK raises', async () => {
    const tenant = await gateway.tenant({ accounts: [anthropicAccount()] })
    const client = new Anthropic({ apiKey: tenant.key, baseURL: gateway.url, maxRetries: 0 })
    const message = await client.messages.create({
      model: 'sim-small',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Hello' }],
    })
    expect(message.content[0]?.type).toBe('text')
    const stranger = new Anthropic({ apiKey: 'tp-nothing', baseURL: gateway.url, maxRetries: 0 })
    await expect(
      stranger.messages.create({ model: 'sim-small', max_tokens: 5, messages: [{ role: 'user', content: 'x' }] }),
    ).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
  })

  it('counts tokens without a usage record', async () => {
    const tenant = await gateway.tenant({ accounts: [anthropicAccount()] })
    const client = new Anthropic({ apiKey: tenant.key, baseURL: gateway.url, maxRetries: 0 })
    const counted = await client.messages.countTokens({
      model: 'sim-small',
      messages: [{ role: 'user', content: 'one two three' }],
    })
    expect(counted.input_tokens).toBeGreaterThan(0)
    expect(await gateway.balance(tenant.userId)).toMatchObject({ balanceNanoUsd: 10_000_000_000n })
  })
})

describe(`Gemini through the ${door} door`, () => {
  it('streams and answers through the official SDK and bills what the upstream reported', async () => {
    const tenant = await gateway.tenant({ accounts: [geminiAccount()] })
    const client = new GoogleGenAI({ apiKey: tenant.key, httpOptions: { baseUrl: gateway.url } })
    const stream = await client.models.generateContentStream({
      model: 'sim-small',
      contents: 'Tell me about toll roads',
    })
    let text = ''
    for await (const chunk of stream) text += chunk.text ?? ''
    expect(text.length).toBeGreaterThan(10)
    const whole = await client.models.generateContent({ model: 'sim-small', contents: 'Hello' })
    expect(whole.text?.length).toBeGreaterThan(0)
  })

  it('passes the JSON-array stream on whole', async () => {
    const tenant = await gateway.tenant({ accounts: [geminiAccount()] })
    const answer = await fetch(`${gateway.url}/v1beta/models/sim-small:streamGenerateContent`, {
      method: 'POST',
      headers: { 'x-goog-api-key': tenant.key, 'content-type': 'application/json' },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello there' }] }] }),
    })
    const chunks = (await answer.json()) as { candidates?: unknown[] }[]
    expect(chunks.length).toBeGreaterThan(1)
    const record = await gateway.record(answer.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', protocol: 'gemini' })
  })
})

describe(`Embeddings through the ${door} door`, () => {
  it('bills input tokens only', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const { data, response } = await tenant.openai.embeddings
      .create({ model: 'sim-embed', input: `one two three ${tag}` })
      .withResponse()
    expect(data.data[0]?.embedding.length).toBeGreaterThan(0)
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ status: 'completed', outputTokens: 0, inputTokens: data.usage.prompt_tokens })
  })
})
