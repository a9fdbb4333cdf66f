import { FunctionCallingConfigMode, GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { words } from './support'

let simulator: RunningServer
let client: GoogleGenAI

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  client = new GoogleGenAI({ apiKey: 'goog-key', httpOptions: { baseUrl: simulator.url } })
})
afterAll(() => simulator.close())

const model = 'gemini-2.5-flash'

describe('generateContent', () => {
  it('answers in JSON and in a stream with the same words and usage', async () => {
    const json = await client.models.generateContent({ model, contents: 'one two three' })
    expect(words(json.text ?? '')).toBe(24)
    let text = ''
    const ends = []
    for await (const chunk of await client.models.generateContentStream({ model, contents: 'one two three' })) {
      text += chunk.text ?? ''
      ends.push(chunk)
    }
    expect(text).toBe(json.text)
    expect(ends).toHaveLength(25)
    for (const answer of [json, ends.at(-1)]) {
      expect(answer?.candidates?.[0]?.finishReason).toBe('STOP')
      expect(answer?.usageMetadata).toMatchObject({
        promptTokenCount: 3,
        candidatesTokenCount: 24,
        totalTokenCount: 27,
      })
    }
    expect(ends[9]?.usageMetadata).toMatchObject({ candidatesTokenCount: 10, totalTokenCount: 13 })
  })

  it('streams a JSON array without alt=sse', async () => {
    const answer = await fetch(`${simulator.url}/v1beta/models/${model}:streamGenerateContent?key=k`, {
      method: 'POST',
      body: JSON.stringify({ contents: [{ parts: [{ text: 'write 5 words' }] }] }),
    })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    const chunks: unknown = await answer.json()
    expect(chunks).toHaveLength(6)
  })

  it('stops at maxOutputTokens', async () => {
    const config = { maxOutputTokens: 4 }
    const json = await client.models.generateContent({ model, contents: 'write 50 words', config })
    expect(json.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
    expect(json.usageMetadata?.candidatesTokenCount).toBe(4)
  })

  it('thinks beside its candidates, shown only when asked', async () => {
    const hidden = await client.models.generateContent({ model, contents: 'hi', config: { thinkingConfig: {} } })
    expect(hidden.usageMetadata).toMatchObject({
      thoughtsTokenCount: 16,
      candidatesTokenCount: 24,
      totalTokenCount: 41,
    })
    expect(hidden.candidates?.[0]?.content?.parts).toHaveLength(1)
    const config = { thinkingConfig: { includeThoughts: true } }
    let thoughts = ''
    for await (const chunk of await client.models.generateContentStream({ model, contents: 'hi', config })) {
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) if (part.thought) thoughts += part.text
    }
    expect(words(thoughts)).toBe(16)
  })

  it('calls a function', async () => {
    const config = {
      tools: [
        {
          functionDeclarations: [
            { name: 'get_weather', parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } } },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    }
    const json = await client.models.generateContent({ model, contents: 'hi', config })
    expect(json.functionCalls).toMatchObject([{ name: 'get_weather', args: { city: 'sample city' } }])
    const calls = []
    for await (const chunk of await client.models.generateContentStream({ model, contents: 'hi', config })) {
      calls.push(...(chunk.functionCalls ?? []))
    }
    expect(calls).toMatchObject([{ name: 'get_weather' }])
  })

  it('counts tokens, lists models, refuses unknown ones in its own shape', async () => {
    expect((await client.models.countTokens({ model, contents: 'one two three' })).totalTokens).toBe(3)
    const names = []
    for await (const listed of await client.models.list()) names.push(listed.name)
    expect(names).toContain(`models/${model}`)
    await expect(client.models.generateContent({ model: 'sim-unknown', contents: 'x' })).rejects.toMatchObject({
      status: 404,
    })
  })
})

describe('embeddings', () => {
  it('are unit vectors that depend on the text alone, and count input only', async () => {
    const openai = new OpenAI({ apiKey: 'k', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
    const body = { model: 'text-embedding-3-small', input: ['one two', 'three'], dimensions: 64 }
    const first = await openai.embeddings.create(body)
    const plain = await openai.embeddings.create({ ...body, encoding_format: 'float' })
    const vector = first.data[0]?.embedding ?? []
    expect(vector).toHaveLength(64)
    expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4)
    expect(plain.data[0]?.embedding[5]).toBeCloseTo(vector[5] ?? 0, 6)
    expect(first.data[1]?.embedding[5]).not.toBeCloseTo(vector[5] ?? 0, 6)
    expect(first.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
  })
})
