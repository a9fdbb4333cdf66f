import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startUpstreamSimulator } from '../../../dev/simulator/index'
import { clearFaults, served, servedSoon, setFault } from './support'

let simulator: RunningServer

beforeAll(async () => {
  simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
})
afterEach(() => clearFaults(simulator.url))
afterAll(() => simulator.close())

interface Protocol {
  readonly name: string
  /** The call that a tag stands for. */
  request(model: string, tag: string, stream: boolean, extra?: object): { path: string; body: object }
  readonly terminal: RegExp
  readonly error: RegExp
  readonly errorType: object
}

const protocols: readonly Protocol[] = [
  {
    name: 'responses',
    request: (model, tag, stream, extra) => ({
      path: '/v1/responses',
      body: { model, stream, input: 'hello', metadata: { tag, ...extra } },
    }),
    terminal: /event: response\.completed/,
    error: /event: response\.failed/,
    errorType: { error: { type: 'rate_limit_error' } },
  },
  {
    name: 'chat',
    request: (model, tag, stream, extra) => ({
      path: '/v1/chat/completions',
      body: { model, stream, messages: [{ role: 'user', content: 'hello' }], metadata: { tag, ...extra } },
    }),
    terminal: /data: \[DONE\]/,
    error: /^data: {"error":/,
    errorType: { error: { type: 'rate_limit_error' } },
  },
  {
    name: 'messages',
    request: (model, tag, stream, extra) => ({
      path: '/v1/messages',
      body: {
        model,
        stream,
        max_tokens: 300_000,
        messages: [{ role: 'user', content: 'hello' }],
        metadata: { tag, ...extra },
      },
    }),
    terminal: /event: message_stop/,
    error: /^event: error/,
    errorType: { type: 'error', error: { type: 'rate_limit_error' } },
  },
  {
    name: 'gemini',
    request: (model, tag, stream, extra) => ({
      path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      body: { contents: [{ role: 'user', parts: [{ text: 'hello' }] }], metadata: { tag, ...extra } },
    }),
    terminal: /"finishReason":"STOP"/,
    error: /^data: {"error":{"code":500/,
    errorType: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } },
  },
  {
    name: 'gemini array',
    request: (model, tag, stream, extra) => ({
      path: `/v1/models/${model}:${stream ? 'streamGenerateContent' : 'generateContent'}`,
      body: { contents: [{ parts: [{ text: 'hello' }] }], metadata: { tag, ...extra } },
    }),
    terminal: /"finishReason":"STOP"/,
    error: /^\[{"error":{"code":500/,
    errorType: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } },
  },
]

let tags = 0

async function call(protocol: Protocol, model: string, stream: boolean, extra?: object, signal?: AbortSignal) {
  const tag = `${protocol.name}-${++tags}`
  const { path, body } = protocol.request(model, tag, stream, extra)
  const answer = fetch(simulator.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fault', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
  return { tag, answer }
}

describe.each(protocols)('$name', (protocol) => {
  it('answers a status in the provider’s shape, with the headers wished for', async () => {
    await setFault(
      simulator.url,
      { apiKey: 'sk-fault' },
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    )
    const { answer, tag } = await call(protocol, 'm', true)
    const response = await answer
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(await response.json()).toMatchObject(protocol.errorType)
    expect(await served(simulator.url, tag)).toMatchObject([
      { end: 'fault', fault: 'status', outputTokens: 0, status: 429 },
    ])
  })

  it.each([true, false])('resets before the first byte (stream %s)', async (stream) => {
    const { answer, tag } = await call(protocol, 'sim-reset', stream)
    await expect(answer).rejects.toThrow()
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'fault', fault: 'reset', status: 0, bytes: 0 }])
  })

  it('cuts a stream after the wanted tokens, without its terminal event', async () => {
    const { answer, tag } = await call(protocol, 'sim-cut-at-5', true)
    const text = await (await answer).text()
    expect(text).not.toMatch(protocol.terminal)
    expect(await served(simulator.url, tag)).toMatchObject([
      { end: 'cut', fault: 'cut', outputTokens: 5, bytes: Buffer.byteLength(text) },
    ])
  })

  it('cuts a JSON answer in its middle', async () => {
    const { answer, tag } = await call(protocol, 'sim-cut', false)
    await expect((await answer).text()).rejects.toThrow()
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'cut', status: 200, outputTokens: 0 }])
  })

  it('resets in the middle of a stream', async () => {
    const { answer, tag } = await call(protocol, 'sim-reset-at-4', true)
    await expect((await answer).text()).rejects.toThrow()
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'cut', fault: 'reset', outputTokens: 4 }])
  })

  it('stalls until the caller leaves, and counts what was sent', async () => {
    const leaving = new AbortController()
    const { answer, tag } = await call(protocol, 'sim-stall', true, {}, leaving.signal)
    const reader = (await answer).body?.getReader()
    await reader?.read()
    setTimeout(() => leaving.abort(), 50)
    await expect(drain(reader)).rejects.toThrow()
    expect(await servedSoon(simulator.url, tag)).toMatchObject({ end: 'aborted', fault: 'stall', outputTokens: 3 })
  })

  it('never answers a header until the caller leaves', async () => {
    const { answer, tag } = await call(protocol, 'sim-no-header', true, {}, AbortSignal.timeout(80))
    await expect(answer).rejects.toThrow()
    expect(await servedSoon(simulator.url, tag)).toMatchObject({ end: 'aborted', fault: 'no_header', status: 0 })
  })

  it('sends its in-band error before any output', async () => {
    const { answer, tag } = await call(protocol, 'sim-error-first', true)
    const text = await (await answer).text()
    expect(text).toMatch(protocol.error)
    expect(text).not.toMatch(protocol.terminal)
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'fault', fault: 'error_first', outputTokens: 0 }])
  })

  it('sends its in-band error after the output wished for', async () => {
    const { answer, tag } = await call(protocol, 'sim-error-first-at-2', true)
    const text = await (await answer).text()
    expect(text).toMatch(/response\.failed|"error":/)
    expect(text).not.toMatch(protocol.error.source.startsWith('^') ? protocol.error : /^event: response\.failed/)
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'fault', fault: 'error_first', outputTokens: 2 }])
  })

  it.each([true, false])('goes on after a stall that ends (stream %s)', async (stream) => {
    await setFault(simulator.url, { model: 'slow' }, { kind: 'stall', afterTokens: 2, delayMs: 100 })
    const before = performance.now()
    const { answer, tag } = await call(protocol, 'slow', stream)
    await (await answer).text()
    expect(performance.now() - before).toBeGreaterThan(95)
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'complete', fault: 'stall', outputTokens: 24 }])
  })

  it('is empty: no byte at all, or a terminal event with nothing said', async () => {
    const { answer } = await call(protocol, 'sim-empty', true)
    expect(await (await answer).text()).toBe('')
    const other = await call(protocol, 'sim-empty-terminal', true)
    expect(await (await other.answer).text()).toMatch(protocol.terminal)
    expect(await served(simulator.url, other.tag)).toMatchObject([{ end: 'complete', fault: 'empty', outputTokens: 0 }])
  })

  it('answers a page of HTML', async () => {
    const { answer } = await call(protocol, 'sim-html', false)
    const response = await answer
    expect(response.headers.get('content-type')).toMatch(/text\/html/)
    expect(response.status).toBe(200)
  })

  it.each([true, false])('says one huge word that counts as one token (stream %s)', async (stream) => {
    const { answer, tag } = await call(protocol, 'sim-huge-line-300000', stream)
    const text = await (await answer).text()
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeGreaterThan(300_000)
    expect(await served(simulator.url, tag)).toMatchObject([{ end: 'complete', outputTokens: 25 }])
  })

  it('notices a caller who leaves and counts what was written', async () => {
    const leaving = new AbortController()
    const { answer, tag } = await call(protocol, 'm', true, { sim_token_ms: 20, sim_tokens: 500 }, leaving.signal)
    await answer
    setTimeout(() => leaving.abort(), 150)
    await expect(answer.then((response) => response.text())).rejects.toThrow()
    const record = await servedSoon(simulator.url, tag)
    expect(record).toMatchObject({ end: 'aborted', fault: null })
    expect(record.outputTokens).toBeGreaterThan(2)
    expect(record.outputTokens).toBeLessThan(20)
  })

  it('stops writing to a reader that doesn’t read', async () => {
    const leaving = new AbortController()
    const { answer, tag } = await call(protocol, 'sim-tokens-200000', true, {}, leaving.signal)
    await answer
    await new Promise((resolve) => setTimeout(resolve, 400))
    leaving.abort()
    const record = await servedSoon(simulator.url, tag)
    expect(record.end).toBe('aborted')
    expect(record.outputTokens).toBeLessThan(100_000)
  })
})

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  for (;;) {
    const next = await reader?.read()
    if (!next || next.done) return
  }
}
