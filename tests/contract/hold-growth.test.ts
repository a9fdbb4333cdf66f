import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { describe, expect, it, vi } from 'vitest'
import { createId } from '@/lib/ids'
import { getBalance } from '@/lib/ledger'
import { putPrice } from '@/lib/pricing'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { dataOf, errorOf, eventsOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const openaiModel = 'gpt-4.1'
const claude = 'claude-sonnet-4-6'
const flash = 'gemini-2.0-flash'
const gateway = useGateway(['sim-small', openaiModel, claude, flash])
const set = useSettings()

/** $0.00001 a token of output: 64 tokens, the smallest step, are 640 000 nano-USD. */
const step = 64
/** Input bytes at $1 a million and about 300 tokens of output. */
const balanceNanoUsd = 3_300_000n
const small = { holdOutputTokens: step, checkpointMs: 50 }
const text = (tokens: number, tag: string) => `[[sim tokens=${tokens} token_ms=1 tag=${tag}]] hello`

const wire = {
  responses: (tag: string) => ({
    path: '/v1/responses',
    body: { model: openaiModel, stream: true, input: text(2_000, tag) },
  }),
  chat: (tag: string) => ({
    path: '/v1/chat/completions',
    body: { model: openaiModel, stream: true, messages: [{ role: 'user', content: text(2_000, tag) }] },
  }),
  messages: (tag: string) => ({
    path: '/v1/messages',
    body: {
      ...{ model: claude, stream: true, max_tokens: 4_000 },
      messages: [{ role: 'user', content: text(2_000, tag) }],
    },
  }),
  gemini: (tag: string) => ({
    path: `/v1beta/models/${flash}:streamGenerateContent?alt=sse`,
    body: { contents: [{ role: 'user', parts: [{ text: text(2_000, tag) }] }] },
  }),
} as const

async function poorTenant(protocol: 'openai' | 'anthropic' | 'gemini' = 'openai'): Promise<Tenant> {
  const baseUrl = protocol === 'openai' ? `${gateway.simulatorUrl}/v1` : gateway.simulatorUrl
  return await gateway.tenant({ balanceNanoUsd, accounts: [{ protocol, baseUrl }] })
}

async function endedForMoney(tenant: Tenant, requestId: string, tag: string): Promise<void> {
  const record = await gateway.record(requestId)
  expect(record).toMatchObject({
    ...{ status: 'incomplete', endReason: 'insufficient_funds:wallet', lossNanoUsd: 0n },
  })
  // Gemini counts along in every chunk; the others only at the end that never came.
  expect(record.usageSource).toBe(record.protocol === 'gemini' ? 'provider' : 'estimated')
  // Some hundred tokens were served: far more than the first hold, far fewer than the 2 000 that were wanted.
  expect(record.outputTokens).toBeGreaterThan(2 * step)
  expect(record.chargedNanoUsd).toBe(record.costNanoUsd)
  expect(record.chargedNanoUsd).toBeLessThanOrEqual(balanceNanoUsd)
  await expectNothingTaken(tenant)
  const { balanceNanoUsd: left } = await gateway.balance(tenant.userId)
  expect(left).toBe(balanceNanoUsd - record.chargedNanoUsd)
  expect(left).toBeLessThan(2n * 640_000n)
  await vi.waitFor(async () => expect((await gateway.served(tag))[0]?.end).toBe('aborted'))
}

describe(`A hold through the ${door} door`, () => {
  it('grows with the output, ahead of it, and a stream that is paid for ends as its upstream ended it', async () => {
    await set(small)
    const tenant = await gateway.tenant({ balanceNanoUsd: 100_000_000n })
    const tag = createId('request')
    const holds: bigint[] = []
    const stream = await tenant.openai.responses.create({
      ...{ model: openaiModel, input: text(1_000, tag), stream: true },
    })
    let last = ''
    for await (const event of stream) {
      last = event.type
      if (event.type === 'response.output_text.delta' && event.sequence_number % 100 === 0)
        holds.push((await getBalance(tenant.userId)).heldNanoUsd)
    }
    expect(last).toBe('response.completed')
    expect(holds).toEqual(holds.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(holds.at(-1)).toBeGreaterThan((holds[0] ?? 0n) * 3n)
    await expectNothingTaken(tenant)
    expect((await gateway.served(tag))[0]).toMatchObject({ end: 'complete', outputTokens: 1_000 })
  })

  it('that can’t grow ends a Responses stream with response.incomplete; open items are closed, charged within the balance', async () => {
    await set(small)
    const tenant = await poorTenant()
    const tag = createId('request')
    const stream = tenant.openai.responses.stream({ model: openaiModel, input: text(2_000, tag) })
    const types: string[] = []
    const numbers: number[] = []
    let seen = ''
    for await (const event of stream) {
      types.push(event.type)
      numbers.push(event.sequence_number)
      if (event.type === 'response.output_text.delta') seen += event.delta
    }
    const final = await stream.finalResponse()
    expect(types.slice(-4)).toEqual([
      ...[
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.incomplete',
      ],
    ])
    expect(numbers).toEqual(numbers.map((_, n) => n))
    expect(final).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    expect(final.output_text).toBe(seen)
    expect(final.output[0]).toMatchObject({ type: 'message', status: 'incomplete' })
  })

  it.each(['responses', 'chat', 'messages', 'gemini'] as const)(
    'that can’t grow ends a %s stream at its length, says why in a comment and the record, and cancels the upstream',
    async (name) => {
      await set(small)
      const tenant = await poorTenant(name === 'messages' ? 'anthropic' : name === 'gemini' ? 'gemini' : 'openai')
      const tag = createId('request')
      const { path, body } = wire[name](tag)
      const answer = await send(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${tenant.key}` }, body })
      expect(answer.status, answer.text).toBe(200)
      expect(answer.whole).toBe(true)
      const requestId = String(answer.headers['x-request-id'])
      const data = dataOf(answer.text)
      const ends = {
        responses: { type: 'response.incomplete', response: { incomplete_details: { reason: 'max_output_tokens' } } },
        chat: '[DONE]',
        messages: { type: 'message_stop' },
        gemini: { candidates: [{ finishReason: 'MAX_TOKENS' }] },
      }
      if (name === 'chat') {
        expect(data.at(-1)).toBe('[DONE]')
        expect(data.at(-2)).toMatchObject({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] })
      } else expect(data.at(-1)).toMatchObject(ends[name] as object)
      if (name === 'messages') {
        expect(data.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'max_tokens' } })
        expect(data.at(-3)).toMatchObject({ type: 'content_block_stop', index: 0 })
      }
      expect(eventsOf(answer.text).comments.at(-1)).toBe(`turnpike-end insufficient_funds:wallet ${requestId}`)
      await endedForMoney(tenant, requestId, tag)
    },
  )

  it('ends a Gemini JSON-array stream as one whole array', async () => {
    await set(small)
    const tenant = await poorTenant('gemini')
    const tag = createId('request')
    const { body } = wire.gemini(tag)
    const path = `/v1beta/models/${flash}:streamGenerateContent`
    const answer = await send(`${gateway.url}${path}`, { headers: { 'x-goog-api-key': tenant.key }, body })
    const chunks = JSON.parse(answer.text) as object[]
    expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'MAX_TOKENS' }] })
    await endedForMoney(tenant, String(answer.headers['x-request-id']), tag)
  })

  it('that can’t grow is a normal end for the SDKs of Chat, Messages and Gemini', async () => {
    await set(small)
    const rich = { apiKey: '', maxRetries: 0 }
    const openai = await poorTenant()
    const chat = openai.openai.chat.completions.stream({
      ...{ model: openaiModel, stream_options: { include_usage: true } },
      messages: [{ role: 'user', content: text(2_000, createId('request')) }],
    })
    const done = await chat.finalChatCompletion()
    expect(done.choices[0]?.finish_reason).toBe('length')
    expect(done.usage?.completion_tokens).toBeGreaterThan(step)
    const anthropicTenant = await poorTenant('anthropic')
    const anthropic = new Anthropic({ ...rich, apiKey: anthropicTenant.key, baseURL: gateway.url })
    const message = await anthropic.messages
      .stream({ ...wire.messages(createId('request')).body, stream: true } as never)
      .finalMessage()
    expect(message.stop_reason).toBe('max_tokens')
    expect(message.usage.output_tokens).toBeGreaterThan(step)
    const geminiTenant = await poorTenant('gemini')
    const google = new GoogleGenAI({ apiKey: geminiTenant.key, httpOptions: { baseUrl: gateway.url } })
    let finish: string | undefined
    for await (const chunk of await google.models.generateContentStream({
      ...{ model: flash, contents: text(2_000, createId('request')) },
    }))
      finish = chunk.candidates?.[0]?.finishReason ?? finish
    expect(finish).toBe('MAX_TOKENS')
  })

  it('of a model that reasons out of sight isn’t small: the whole bound is held, or the call refused', async () => {
    await set(small)
    const tenant = await poorTenant()
    const answer = await send(`${gateway.url}/v1/responses`, {
      headers: { authorization: `Bearer ${tenant.key}` },
      body: { model: 'sim-small', input: 'hi', stream: true },
    })
    expect(answer.status).toBe(402)
    expect(errorOf(answer)).toMatchObject({ scope: 'wallet' })
  })

  it('of a key with clampToBalance is what the balance covers: that limit goes upstream and is told in a header', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd, key: { clampToBalance: true } })
    for (const stream of [false, true]) {
      const tag = createId('request')
      const answer = await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${tenant.key}` },
        body: { model: 'sim-small', input: text(5, tag), stream },
      })
      expect(answer.status, answer.text).toBe(200)
      const limit = Number(answer.headers['x-turnpike-max-output-tokens'])
      expect(limit).toBeGreaterThan(250)
      expect(limit).toBeLessThan(330)
      const { body } = await gateway.last(tag)
      expect(JSON.parse(body.toString())).toMatchObject({ max_output_tokens: limit })
      await expectNothingTaken(tenant)
    }
    const plain = await gateway.tenant({ key: { clampToBalance: true } })
    const untouched = await plain.openai.responses.create({ model: 'sim-small', input: 'hi' }).withResponse()
    expect(untouched.response.headers.get('x-turnpike-max-output-tokens')).toBeNull()
  })

  it('lets $25 call the dearest model without a limit', async () => {
    // The dearest of the catalogue: $150 in, $600 out per million tokens, answers of 100 000.
    const price = { input: 150_000_000_000n, output: 600_000_000_000n, maxOutputTokens: 100_000 }
    await putPrice({ model: 'o1-pro', price })
    const tenant = await gateway.tenant({ balanceNanoUsd: 25_000_000_000n, key: { clampToBalance: true } })
    const data = await tenant.openai.responses.create({ model: 'o1-pro', input: 'hi' })
    expect(data.status).toBe('completed')
    const stream = await tenant.openai.responses.create({ model: 'o1-pro', input: 'hi', stream: true })
    let last = ''
    for await (const event of stream) last = event.type
    expect(last).toBe('response.completed')
    await expectNothingTaken(tenant)
  })
})
