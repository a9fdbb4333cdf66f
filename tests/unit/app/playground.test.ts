import { describe, expect, it } from 'vitest'
import { callCode } from '@/app/(dashboard)/playground/_components/call-code'
import { type ChatModel, chatCall } from '@/app/(dashboard)/playground/_components/chat-call'
import { noParameters, readParameters } from '@/app/(dashboard)/playground/_components/read-parameters'
import { readStream, type StreamPart } from '@/app/(dashboard)/playground/_components/read-stream'

const turns = [{ role: 'user' as const, text: "It's <b>me</b>\nשלום" }]
const none = { instructions: '', temperature: null, topP: null, maxOutputTokens: null }
const model = (protocol: ChatModel['protocol']): ChatModel => ({ id: 'a/b:c', protocol })

async function readAll(chunks: readonly string[]): Promise<StreamPart[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk))
      controller.close()
    },
  })
  const parts: StreamPart[] = []
  for await (const part of readStream(body)) parts.push(part)
  return parts
}

const event = (data: unknown) => `event: x\ndata: ${JSON.stringify(data)}\n\n`

describe('the playground reads a stream', () => {
  it.each([
    ['responses', { type: 'response.output_text.delta', delta: 'Hé' }],
    ['chat', { choices: [{ delta: { content: 'Hé' } }] }],
    ['messages', { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hé' } }],
    ['gemini', { candidates: [{ content: { parts: [{ text: 'hidden', thought: true }, { text: 'Hé' }] } }] }],
  ])('of %s, wherever its bytes are cut', async (_name, data) => {
    const bytes = Buffer.from(event(data))
    for (let at = 1; at < bytes.length; at++) {
      const decoded = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.subarray(0, at))
          controller.enqueue(bytes.subarray(at))
          controller.close()
        },
      })
      const parts: StreamPart[] = []
      for await (const part of readStream(decoded)) parts.push(part)
      expect(parts).toEqual([{ kind: 'text', text: 'Hé' }])
    }
  })

  it.each([
    ['responses', { type: 'response.failed', response: { error: { code: 'x', message: 'broken' } } }],
    ['responses, early', { type: 'error', message: 'broken' }],
    ['chat and gemini', { error: { message: 'broken' } }],
    ['messages', { type: 'error', error: { type: 'api_error', message: 'broken' } }],
  ])('and its error in the words of %s', async (_name, data) => {
    expect(await readAll([event(data)])).toEqual([{ kind: 'error', message: 'broken' }])
  })

  it('and passes over comments, ends and what is no JSON', async () => {
    expect(await readAll([': waiting\n\n', 'data: [DONE]\n\n', 'data: {"half\n\n', 'data: null\n\n'])).toEqual([])
  })
})

describe('the playground makes a call', () => {
  it('that leaves unset parameters to the model', () => {
    expect(chatCall(model('openai-responses'), turns, none).body).toEqual({
      model: 'a/b:c',
      input: [{ role: 'user', content: turns[0]?.text }],
      stream: true,
    })
    expect(chatCall(model('gemini'), turns, none)).toMatchObject({
      path: '/v1beta/models/a%2Fb%3Ac:streamGenerateContent?alt=sse',
      body: { contents: [{ role: 'user', parts: [{ text: turns[0]?.text }] }] },
    })
  })

  it('with each parameter under the name of its dialect', () => {
    const set = { instructions: 'be brief', temperature: 0, topP: 0.5, maxOutputTokens: 7 }
    const bodyOf = (protocol: ChatModel['protocol']) => chatCall(model(protocol), turns, set).body
    expect(bodyOf('openai-responses')).toMatchObject({ instructions: 'be brief', temperature: 0, max_output_tokens: 7 })
    expect(bodyOf('openai-chat')).toMatchObject({ top_p: 0.5, max_tokens: 7, messages: [{ role: 'system' }, {}] })
    expect(bodyOf('anthropic-messages')).toMatchObject({ system: 'be brief', max_tokens: 7, temperature: 0 })
    expect(bodyOf('gemini')).toMatchObject({ generationConfig: { topP: 0.5, maxOutputTokens: 7 } })
  })

  it.each([
    ['temperature', '2.1'],
    ['temperature', 'warm'],
    ['topP', '-1'],
    ['maxOutputTokens', '1.5'],
    ['maxOutputTokens', '0'],
    ['instructions', 'x'.repeat(100_001)],
  ] as const)('never with a bad %s', (name, value) => {
    const reading = readParameters({ ...noParameters, [name]: value })
    expect(reading.ok ? [] : Object.keys(reading.problems)).toEqual([name])
  })
})

describe('the conversation as code', () => {
  it('is offered in each client that speaks the dialect', () => {
    const labels = (protocol: ChatModel['protocol']) =>
      callCode('http://x.test', model(protocol), turns, none).map(({ label }) => label)
    expect(labels('openai-responses')).toEqual(['curl', 'TypeScript', 'Python', 'AI SDK'])
    expect(labels('openai-chat')).toEqual(['curl', 'TypeScript', 'Python', 'AI SDK'])
    expect(labels('anthropic-messages')).toEqual(['curl', 'TypeScript', 'Python'])
    expect(labels('gemini')).toEqual(['curl', 'TypeScript'])
  })

  it('never lets a quote of the message out of the shell’s', () => {
    const [curl] = callCode('http://x.test', model('openai-chat'), turns, none)
    expect(curl?.code).toContain(`It'\\''s <b>me</b>`)
  })
})
