import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { responseEvents, responseObject, sse, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { dataOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const upstream = useFakeUpstream()
const change = useSettings()
const paths = ['/v1/responses', '/v1/chat/completions'] as const

const stream = (tenant: Tenant, path: string, extra: Record<string, unknown> = {}) =>
  send(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', messages: [{ role: 'user', content: 'hi' }], stream: true, ...extra },
  })

function expectErrorEnd(path: string, text: string): void {
  const events = dataOf(text)
  const last = events.at(-1)
  if (last === '[DONE]' || last === undefined) throw new Error(`a clean end: ${text.slice(-200)}`)
  if (path === '/v1/chat/completions') {
    expect(last['error']).toMatchObject({ message: expect.any(String), request_id: expect.stringMatching(/^req_/) })
    return
  }
  expect(last['type']).toBe('response.failed')
  const created = events[0] as { response: { id: string } }
  expect(last['response']).toMatchObject({ id: created.response.id, status: 'failed', output: [] })
  const before = events.at(-2) as { sequence_number: number }
  expect(last['sequence_number']).toBe(before.sequence_number + 1)
}

describe(`A stream that breaks after output, through the ${door} door`, () => {
  for (const path of paths) {
    it(`${path}: a cut ends with the protocol's error, is truncated, and what came is billed`, async () => {
      const tenant = await gateway.tenant({ accounts: [{ priority: 1 }, { priority: 2 }] })
      const tag = createId('request')
      await gateway.fault({ match: { tag }, fault: { kind: 'cut', afterTokens: 5 } })
      const answer = await stream(tenant, path, { metadata: { tag } })
      expectErrorEnd(path, answer.text)
      expect(await gateway.served(tag)).toHaveLength(1)
      const record = await gateway.record(String(answer.headers['x-request-id']))
      expect(record).toMatchObject({ status: 'truncated', usageSource: 'estimated', endReason: 'truncated' })
      expect(record.outputTokens).toBeGreaterThanOrEqual(4)
      await expectNothingTaken(tenant)
    })

    it(`${path}: a reset after output is not switched to another account`, async () => {
      const tenant = await gateway.tenant({ accounts: [{ priority: 1 }, { priority: 2 }] })
      const tag = createId('request')
      await gateway.fault({ match: { tag }, fault: { kind: 'reset', afterTokens: 5 } })
      const answer = await stream(tenant, path, { metadata: { tag } })
      expectErrorEnd(path, answer.text)
      expect(await gateway.served(tag)).toHaveLength(1)
    })

    it(`${path}: silence is ended after the idle time with an error and the partial usage`, async () => {
      const tenant = await gateway.tenant({ pool: { idleTimeoutMs: 300 } })
      const tag = createId('request')
      await gateway.fault({ match: { tag }, fault: { kind: 'stall', afterTokens: 5 } })
      const answer = await stream(tenant, path, { metadata: { tag } })
      expectErrorEnd(path, answer.text)
      const record = await gateway.record(String(answer.headers['x-request-id']))
      expect(record).toMatchObject({ status: 'truncated', endReason: 'idle', errorCode: 'upstream_timeout' })
      expect(record.chargedNanoUsd).toBeGreaterThan(0n)
      await expectNothingTaken(tenant)
    })
  }

  it('an error event after output ends in valid JSON whatever its message holds, and is not charged', async () => {
    const message = 'He said "no"\n\u2028 \\ and left'
    const failed = responseObject({
      status: 'failed',
      output: [],
      usage: null,
      error: { code: 'server_error', message },
    })
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.end(
        responseEvents().slice(0, 2).join('') + sse({ type: 'response.failed', sequence_number: 2, response: failed }),
      )
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await stream(tenant, '/v1/responses')
    const last = dataOf(answer.text).at(-1) as { response: { error: { message: string } } }
    expect(last.response.error.message).toBe(message)
    expect(
      dataOf(answer.text).filter((event) => event !== '[DONE]' && event['type'] === 'response.failed'),
    ).toHaveLength(1)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'failed', chargedNanoUsd: 0n })
  })

  it('a bare error event is followed by response.failed, which clients end on', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.end(
        responseEvents().slice(0, 2).join('') + sse({ type: 'error', sequence_number: 2, code: 'x', message: 'y' }),
      )
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    expect(dataOf((await stream(tenant, '/v1/responses')).text).at(-1)).toMatchObject({ type: 'response.failed' })
  })

  it('the official SDK raises on a broken Chat stream', async () => {
    const tenant = await gateway.tenant()
    const tag = createId('request')
    await gateway.fault({ match: { tag }, fault: { kind: 'cut', afterTokens: 3 } })
    const chunks = await tenant.openai.chat.completions.create({
      model: 'sim-small',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      metadata: { tag },
    })
    await expect(async () => {
      for await (const _chunk of chunks);
    }).rejects.toThrow(/too early/)
  })
})

describe(`A stream's own end through the ${door} door`, () => {
  it('a connection that breaks behind the terminal event took nothing away', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(responseEvents().join(''), () => setImmediate(() => res.destroy()))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await stream(tenant, '/v1/responses')
    expect(dataOf(answer.text).at(-1)).toMatchObject({ type: 'response.completed' })
    expect(await gateway.record(String(answer.headers['x-request-id']))).toMatchObject({ status: 'completed' })
  })

  it('an upstream that does not hang up behind its terminal event is left, and the caller gets a clean end', async () => {
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(responseEvents().join(''))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await stream(tenant, '/v1/responses')
    expect(dataOf(answer.text).at(-1)).toMatchObject({ type: 'response.completed' })
    expect(await gateway.record(String(answer.headers['x-request-id']))).toMatchObject({ status: 'completed' })
  })

  it('tokens that all went into hidden reasoning are an answer, not an empty end', async () => {
    const usage = { input_tokens: 3, output_tokens: 64, total_tokens: 67 }
    const ended = responseObject({
      status: 'incomplete',
      output: [],
      usage,
      incomplete_details: { reason: 'max_output_tokens' },
    })
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.end(
        sse({ type: 'response.created', sequence_number: 0, response: { ...ended, usage: null } }) +
          sse({ type: 'response.incomplete', sequence_number: 1, response: ended }),
      )
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await stream(tenant, '/v1/responses', { max_output_tokens: 64 })
    expect(answer.status, answer.text).toBe(200)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'incomplete', outputTokens: 64, endReason: 'max_output_tokens' })
  })

  it('the same on Chat, where usage comes behind the finish reason', async () => {
    const chunk = (fields: Record<string, unknown>) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'sim-small', ...fields })}\n\n`
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }))
      res.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }))
      setImmediate(() =>
        res.end(`${chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 64 } })}data: [DONE]\n\n`),
      )
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await stream(tenant, '/v1/chat/completions')
    expect(answer.status, answer.text).toBe(200)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'incomplete', outputTokens: 64 })
  })

  it('a 16 MiB line passes and its usage is found', async () => {
    const tenant = await gateway.tenant({ balanceNanoUsd: 1_000_000_000_000n })
    const tag = createId('request')
    await gateway.fault({ match: { tag }, fault: { kind: 'huge_line', bytes: 16 * 1024 * 1024 } })
    await change({ streamIdleTimeoutMs: 60_000 })
    const answer = await stream(tenant, '/v1/chat/completions', { metadata: { tag } })
    expect(answer.body.length).toBeGreaterThan(16 * 1024 * 1024)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    const [served] = await gateway.served(tag)
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', outputTokens: served?.outputTokens })
  })
})
