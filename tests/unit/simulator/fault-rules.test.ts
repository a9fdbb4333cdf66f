import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { clearFaults, setFault } from './support'

let simulator: RunningServer

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
})
afterEach(() => clearFaults(simulator.url))
afterAll(() => simulator.close())

describe('fault rules', () => {
  const client = () => new OpenAI({ apiKey: 'sk-a', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  const ask = (model: string) => client().responses.create({ model, input: 'hi' })

  it('match by key, model and tag, as often as wanted', async () => {
    await setFault(simulator.url, { apiKey: 'sk-b' }, { kind: 'status', status: 500 })
    await setFault(simulator.url, { model: 'gpt-*' }, { kind: 'status', status: 503 }, 1)
    await expect(ask('gpt-5')).rejects.toMatchObject({ status: 503 })
    await expect(ask('gpt-5')).resolves.toMatchObject({ status: 'completed' })
  })

  it('end when deleted by id', async () => {
    const id = await setFault(simulator.url, { path: '/v1/responses' }, { kind: 'status', status: 401 })
    await expect(ask('m')).rejects.toMatchObject({ status: 401 })
    const deleted = await fetch(`${simulator.url}/_sim/faults/${id}`, { method: 'DELETE' })
    expect(deleted.status).toBe(200)
    await expect(ask('m')).resolves.toMatchObject({ status: 'completed' })
  })

  it('delay an answer', async () => {
    await setFault(simulator.url, {}, { kind: 'no_header', delayMs: 120 })
    const before = performance.now()
    await expect(ask('m')).resolves.toMatchObject({ status: 'completed' })
    expect(performance.now() - before).toBeGreaterThan(110)
  })

  it('are refused when they make no sense', async () => {
    await expect(setFault(simulator.url, {}, { kind: 'explode' })).rejects.toThrow(/400/)
  })
})

describe('pace', () => {
  it('keeps the gaps between tokens, one event a chunk', async () => {
    const stream = await new OpenAI({ apiKey: 'k', baseURL: `${simulator.url}/v1` }).responses.create({
      model: 'm',
      input: 'write 10 words',
      stream: true,
      metadata: { sim_token_ms: '30', sim_first_token_ms: '60' },
    })
    const times: number[] = []
    const start = performance.now()
    for await (const event of stream) if (event.type === 'response.output_text.delta') times.push(performance.now())
    const first = times[0] ?? 0
    const lastOne = times.at(-1) ?? 0
    expect(first - start).toBeGreaterThan(45)
    expect((lastOne - first) / 9).toBeGreaterThan(25)
    expect((lastOne - first) / 9).toBeLessThan(45)
  })
})
