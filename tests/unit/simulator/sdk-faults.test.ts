import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { setFault } from './support'

let simulator: RunningServer
let openai: OpenAI
let anthropic: Anthropic
let gemini: GoogleGenAI

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
  openai = new OpenAI({ apiKey: 'sk', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  anthropic = new Anthropic({ apiKey: 'sk', baseURL: simulator.url, maxRetries: 0 })
  gemini = new GoogleGenAI({ apiKey: 'sk', httpOptions: { baseUrl: simulator.url } })
})
afterAll(() => simulator.close())

async function readAll(stream: Promise<AsyncIterable<unknown>>): Promise<number> {
  let count = 0
  for await (const _part of await stream) count += 1
  return count
}

const messages = [{ role: 'user' as const, content: 'hello' }]
const chat = (model: string) => openai.chat.completions.create({ model, messages, stream: true })
const message = (model: string) => anthropic.messages.create({ model, messages, max_tokens: 100, stream: true })
const contents = (model: string) => gemini.models.generateContentStream({ model, contents: 'hello' })

it('is understood as the SDKs’ own error classes by status', async () => {
  await expect(chat('sim-status-429')).rejects.toBeInstanceOf(OpenAI.RateLimitError)
  await expect(chat('sim-status-401')).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
  await expect(message('sim-status-529')).rejects.toMatchObject({
    status: 529,
    error: { error: { type: 'overloaded_error' } },
  })
  await expect(message('sim-status-429')).rejects.toBeInstanceOf(Anthropic.RateLimitError)
  await expect(contents('sim-status-503')).rejects.toMatchObject({ status: 503 })
})

it('is understood as an error in the middle of each stream', async () => {
  await expect(readAll(chat('sim-error-first-at-3'))).rejects.toBeInstanceOf(OpenAI.APIError)
  await expect(readAll(message('sim-error-first-at-3'))).rejects.toBeInstanceOf(Anthropic.APIError)
  await expect(readAll(contents('sim-error-first-at-3'))).rejects.toMatchObject({ status: 500 })
})

it('fails a response in its own words, with the id and the next number', async () => {
  const seen: { type: string; number: number }[] = []
  const stream = openai.responses.stream({ model: 'sim-error-first-at-3', input: 'hello' })
  stream.on('event', (event) => seen.push({ type: event.type, number: event.sequence_number }))
  const final = await stream.finalResponse()
  expect(final).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output: [] })
  expect(seen.at(-1)?.type).toBe('response.failed')
  expect(seen.map((event) => event.number)).toEqual(seen.map((_, i) => i))
})

it('is a lost connection to each SDK when it resets', async () => {
  await expect(chat('sim-reset')).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  await expect(message('sim-reset')).rejects.toBeInstanceOf(Anthropic.APIConnectionError)
  await expect(contents('sim-reset')).rejects.toThrow(/fetch failed/)
})

it('is repeated by an SDK that waits as it was told', async () => {
  await setFault(
    simulator.url,
    { apiKey: 'sk-retry' },
    { kind: 'status', status: 429, headers: { 'retry-after-ms': '50' } },
    2,
  )
  const patient = new OpenAI({ apiKey: 'sk-retry', baseURL: `${simulator.url}/v1`, maxRetries: 2 })
  expect((await patient.responses.create({ model: 'm', input: 'x' })).status).toBe('completed')
})
