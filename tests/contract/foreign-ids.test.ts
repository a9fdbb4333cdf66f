import { beforeAll, describe, expect, it } from 'vitest'
import { mintApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { createId } from '@/lib/ids'
import { creditWallet } from '@/lib/ledger'
import { updateUpstreamAccount } from '@/lib/upstream-accounts'
import { createUser } from '@/lib/users'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, jsonOf, send } from './support/raw-http'

const gateway = useGateway()
const ctx = systemContext('contract-test')
let alice: Tenant
let bobsKey: string

/** Two customers on the same pool with the same two accounts. */
beforeAll(async () => {
  alice = await gateway.tenant({ accounts: [{}, {}, {}] })
  const bob = await createUser(ctx, { email: `${createId('user')}@example.test` })
  await creditWallet({
    userId: bob.id,
    amountNanoUsd: 10_000_000_000n,
    from: 'adjustments',
    kind: 'adjustment',
    cause: { kind: 'test', id: bob.id },
    memo: 'test',
  })
  bobsKey = (await mintApiKey(ctx, bob.id, { name: 'bob', poolId: alice.poolId })).key
})

const call = (key: string, path: string, body?: Record<string, unknown>, method?: string) =>
  send(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${key}` },
    ...(body ? { body } : {}),
    ...(method ? { method } : {}),
  })
const respond = (key: string, extra: Record<string, unknown> = {}) =>
  call(key, '/v1/responses', { model: 'sim-small', input: 'hi', ...extra })

describe(`Ids that live at the upstream, through the ${door} door`, () => {
  it('previous_response_id and every sub-path reach the account that served the response', async () => {
    const ids: string[] = []
    for (let i = 0; i < 6; i++) ids.push(String(jsonOf(await respond(alice.key, { input: `question ${i}` }))['id']))
    for (const id of ids) {
      const followed = await respond(alice.key, { previous_response_id: id })
      expect(followed.status, followed.text).toBe(200)
      expect(jsonOf(await call(alice.key, `/v1/responses/${id}`))['id']).toBe(id)
      expect(jsonOf(await call(alice.key, `/v1/responses/${id}/input_items`))['object']).toBe('list')
      const counted = await call(alice.key, '/v1/responses/input_tokens', {
        model: 'sim-small',
        input: 'hi',
        previous_response_id: id,
      })
      expect(jsonOf(counted)['object'], counted.text).toBe('response.input_tokens')
    }
  })

  it('right after a stream its id works too, before the settlement is durable', async () => {
    const stream = await alice.openai.responses.create({ model: 'sim-small', input: 'hi', stream: true })
    let id = ''
    for await (const event of stream) if (event.type === 'response.created') id = event.response.id
    expect((await respond(alice.key, { previous_response_id: id })).status).toBe(200)
  })

  it('another customer’s response id is the same 404 as an unknown one, on every path', async () => {
    const id = String(jsonOf(await respond(alice.key))['id'])
    const withoutIds = (text: string) =>
      text
        .replaceAll(id, 'ID')
        .replaceAll('resp_unknown', 'ID')
        .replace(/req_[0-9a-z]+/g, 'REQ')
    const tries: ((id: string) => ReturnType<typeof call>)[] = [
      (tried) => respond(bobsKey, { previous_response_id: tried }),
      (tried) => call(bobsKey, `/v1/responses/${tried}`),
      (tried) => call(bobsKey, `/v1/responses/${tried}/input_items`),
      (tried) => call(bobsKey, `/v1/responses/${tried}/cancel`, {}),
      (tried) => call(bobsKey, `/v1/responses/${tried}`, undefined, 'DELETE'),
      (tried) =>
        call(bobsKey, '/v1/responses/compact', { model: 'sim-small', input: 'hi', previous_response_id: tried }),
      (tried) =>
        call(bobsKey, '/v1/responses/input_tokens', { model: 'sim-small', input: 'hi', previous_response_id: tried }),
    ]
    for (const attempt of tries) {
      const foreign = await attempt(id)
      const unknown = await attempt('resp_unknown')
      expect(foreign.status, foreign.text).toBe(404)
      expect(withoutIds(foreign.text)).toBe(withoutIds(unknown.text))
    }
    expect((await call(alice.key, `/v1/responses/${id}`)).status).toBe(200)
  })

  const foreign: [string, string, Record<string, unknown>][] = [
    ['conversation', '/v1/responses', { conversation: 'conv_1' }],
    ['a conversation object', '/v1/responses', { conversation: { id: 'conv_1' } }],
    ['prompt.id', '/v1/responses', { prompt: { id: 'pmpt_1' } }],
    ['item_reference', '/v1/responses', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    [
      'an item reference without its type',
      '/v1/responses',
      { input: [{ role: 'user', content: 'x' }, { id: 'msg_1' }] },
    ],
    ['an item reference with type null', '/v1/responses', { input: [{ type: null, id: 'msg_1' }] }],
    ['a file', '/v1/responses', { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] }],
    [
      'an image by file id',
      '/v1/responses',
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }] },
    ],
    ['a vector store', '/v1/responses', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    ['a container', '/v1/responses', { tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }],
    [
      'files in a container',
      '/v1/responses',
      { tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-1'] } }] },
    ],
    [
      'a container in a replayed call',
      '/v1/responses',
      { input: [{ type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1', code: '1' }] },
    ],
    [
      'a file on Chat',
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
    ],
    [
      'previous audio on Chat',
      '/v1/chat/completions',
      {
        messages: [
          { role: 'assistant', audio: { id: 'audio_1' } },
          { role: 'user', content: 'x' },
        ],
      },
    ],
  ]
  for (const [name, path, extra] of foreign) {
    it(`${name} that we did not issue is 400 unsupported_reference, and costs nothing`, async () => {
      const paths = path === '/v1/responses' ? [path, '/v1/responses/compact', '/v1/responses/input_tokens'] : [path]
      for (const tried of paths) {
        const answer = await call(alice.key, tried, { model: 'sim-small', input: 'hi', ...extra })
        expect(answer.status, `${tried}: ${answer.text}`).toBe(400)
        expect(errorOf(answer)).toMatchObject({ code: 'unsupported_reference', param: expect.any(String) })
      }
      await expectNothingTaken(alice)
    })
  }

  it('escapes don’t hide a reference', async () => {
    const bodies = [
      '{"model":"sim-small","input":[{"type":"item\\u005freference","id":"msg_1"}]}',
      '{"model":"sim-small","input":[{"\\u0074ype":"item_reference","id":"msg_1"}]}',
      '{"model":"sim-small","input":"x","prompt":{"\\u0069d":"pmpt_1"}}',
      '{"model":"sim-small","input":"x","conv\\u0065rsation":"conv_1"}',
      '{"model":"sim-small","input":[{"role":"user","content":[{"type":"input_file","file\\u005fid":"file-1"}]}]}',
    ]
    for (const body of bodies) {
      const answer = await send(`${gateway.url}/v1/responses`, {
        headers: { authorization: `Bearer ${alice.key}` },
        body,
      })
      expect(answer.status, `${body} ${answer.text}`).toBe(400)
      expect(errorOf(answer)['code']).toBe('unsupported_reference')
    }
  })

  it('items that carry their content, and tools with fields of such names, are no references', async () => {
    const answer = await respond(alice.key, {
      input: [
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'hello', annotations: [] }],
        },
        { role: 'user', content: 'and now?' },
      ],
      tools: [
        {
          type: 'function',
          name: 'f',
          parameters: {
            type: 'object',
            properties: { file_id: { type: 'string' }, container: { type: 'string' } },
            required: ['file_id'],
          },
        },
      ],
    })
    expect(answer.status, answer.text).toBe(200)
  })

  it('when the account that holds the response can’t serve: 503 response_account_unavailable, no other is tried', async () => {
    const tenant = await gateway.tenant({ accounts: [{}] })
    const id = String(jsonOf(await respond(tenant.key))['id'])
    await gateway.addAccount(tenant.poolId)
    await updateUpstreamAccount(ctx, tenant.accountIds[0] ?? '', { enabled: false })
    const answer = await respond(tenant.key, { previous_response_id: id })
    expect(answer.status, answer.text).toBe(503)
    expect(answer.headers['x-turnpike-error']).toBe('response_account_unavailable')
    await expectNothingTaken(tenant)
  })

  it('a follow-up is billed for its history as the provider counts it', async () => {
    const tenant = await gateway.tenant()
    const first = await respond(tenant.key, { input: 'write 200 words' })
    const followed = await respond(tenant.key, { previous_response_id: jsonOf(first)['id'] })
    const record = await gateway.record(String(followed.headers['x-request-id']))
    expect(record.inputTokens + record.cachedInputTokens).toBeGreaterThan(200)
    expect(record.holdNanoUsd).toBeGreaterThanOrEqual(record.costNanoUsd)
    expect(record.lossNanoUsd).toBe(0n)
  })
})
