import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { describe, expect, it, vi } from 'vitest'
import { createId } from '@/lib/ids'
import type { UsageRecord } from '@/lib/usage'
import { door, type Served, type Tenant, useGateway } from './support/gateway'
import { recordsOf } from './support/records'

const gateway = useGateway()
/** One white pixel. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const schema = { type: 'object' as const, properties: { gate: { type: 'string' } }, required: ['gate'] }
const ask = (tag: string) =>
  `Call open_gate for this car [[sim tag=${tag} reasoning_tokens=7 cached_tokens=40 cache_write_5m_tokens=9 cache_write_1h_tokens=4]]`

/** The records of a tenant's calls, once each of them is settled, beside what the upstream says it served. */
async function bothSides(tenant: Tenant, tag: string, calls: number): Promise<[UsageRecord, Served][]> {
  const records = await vi.waitFor(
    async () => {
      const found = await recordsOf(tenant)
      expect(found).toHaveLength(calls)
      return found.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1))
    },
    { timeout: 10_000 },
  )
  const served = (await gateway.served(tag)).toSorted((a, b) => a.n - b.n)
  expect(served).toHaveLength(calls)
  return records.map((record, index) => [record, served[index] as Served])
}

async function expectSameUsage(tenant: Tenant, tag: string): Promise<void> {
  const both = await bothSides(tenant, tag, 2)
  expect(both.map(([record]) => record.stream)).toEqual([true, false])
  for (const [record, served] of both) {
    const { inputTokens, cachedInputTokens, cacheWrite5mTokens, cacheWrite1hTokens } = record
    expect(inputTokens + cachedInputTokens + cacheWrite5mTokens + cacheWrite1hTokens).toBe(served.inputTokens)
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', cachedInputTokens: 40 })
    expect(record.outputTokens).toBe(served.outputTokens)
    // The picture counts 256 tokens there.
    expect(served.inputTokens).toBeGreaterThan(256)
    expect(record.costNanoUsd).toBeGreaterThan(0n)
  }
}

describe(`Tools, pictures, reasoning and caches by the official clients through the ${door} door`, () => {
  it('Responses', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const body = {
      model: 'sim-small',
      reasoning: { effort: 'low' as const },
      tools: [{ type: 'function' as const, name: 'open_gate', parameters: schema, strict: true }],
      input: [
        {
          role: 'user' as const,
          content: [
            { type: 'input_image' as const, image_url: `data:image/png;base64,${png}`, detail: 'low' as const },
            { type: 'input_text' as const, text: ask(tag) },
          ],
        },
      ],
    }
    const streamed = await tenant.openai.responses.stream(body).finalResponse()
    const whole = await tenant.openai.responses.create(body)
    for (const answer of [streamed, whole]) {
      expect(answer.output.map((item) => item.type)).toContain('reasoning')
      const called = answer.output.flatMap((item) => (item.type === 'function_call' ? item : []))
      expect(called).toMatchObject([{ name: 'open_gate' }])
      expect(JSON.parse(called[0]?.arguments ?? '')).toHaveProperty('gate')
    }
    await expectSameUsage(tenant, tag)
  })

  it('Chat', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    const body = {
      model: 'sim-small',
      reasoning_effort: 'low' as const,
      tools: [{ type: 'function' as const, function: { name: 'open_gate', parameters: schema } }],
      messages: [
        {
          role: 'user' as const,
          content: [
            { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${png}` } },
            { type: 'text' as const, text: ask(tag) },
          ],
        },
      ],
    }
    const streamed = await tenant.openai.chat.completions.stream(body).finalChatCompletion()
    const whole = await tenant.openai.chat.completions.create(body)
    for (const answer of [streamed, whole]) {
      expect(answer.choices[0]?.finish_reason).toBe('tool_calls')
      expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'open_gate' } })
    }
    await expectSameUsage(tenant, tag)
  })

  it('Messages', async () => {
    const account = { protocol: 'anthropic' as const, baseUrl: gateway.simulatorUrl }
    const tenant = await gateway.tenant({ accounts: [account] })
    const client = new Anthropic({ apiKey: tenant.key, baseURL: gateway.url, maxRetries: 0 })
    const tag = createId('request')
    const body = {
      model: 'sim-small',
      max_tokens: 3_000,
      thinking: { type: 'enabled' as const, budget_tokens: 1_024 },
      tools: [{ name: 'open_gate', input_schema: schema }],
      messages: [
        {
          role: 'user' as const,
          content: [
            {
              type: 'image' as const,
              source: { type: 'base64' as const, media_type: 'image/png' as const, data: png },
            },
            { type: 'text' as const, text: ask(tag) },
          ],
        },
      ],
    }
    const streamed = await client.messages.stream(body).finalMessage()
    const whole = await client.messages.create(body)
    for (const answer of [streamed, whole]) {
      expect(answer.stop_reason).toBe('tool_use')
      expect(answer.content.map((block) => block.type)).toContain('thinking')
      expect(answer.content.find((block) => block.type === 'tool_use')).toMatchObject({ name: 'open_gate' })
    }
    await expectSameUsage(tenant, tag)
    for (const [record] of await bothSides(tenant, tag, 2))
      expect(record).toMatchObject({ cacheWrite5mTokens: 9, cacheWrite1hTokens: 4 })
  })

  it('Gemini', async () => {
    const account = { protocol: 'gemini' as const, baseUrl: gateway.simulatorUrl }
    const tenant = await gateway.tenant({ accounts: [account] })
    const client = new GoogleGenAI({ apiKey: tenant.key, httpOptions: { baseUrl: gateway.url } })
    const tag = createId('request')
    const body = {
      model: 'sim-small',
      contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: png } }, { text: ask(tag) }] }],
      config: {
        tools: [{ functionDeclarations: [{ name: 'open_gate', parametersJsonSchema: schema }] }],
        thinkingConfig: { includeThoughts: true },
      },
    }
    const called: (string | undefined)[] = []
    let thoughts = 0
    for await (const chunk of await client.models.generateContentStream(body)) {
      called.push(...(chunk.functionCalls ?? []).map((call) => call.name))
      thoughts += chunk.candidates?.[0]?.content?.parts?.filter((part) => part.thought).length ?? 0
    }
    expect(called).toEqual(['open_gate'])
    expect(thoughts).toBeGreaterThan(0)
    const whole = await client.models.generateContent(body)
    expect(whole.functionCalls?.map((call) => call.name)).toEqual(['open_gate'])
    await expectSameUsage(tenant, tag)
  })
})
