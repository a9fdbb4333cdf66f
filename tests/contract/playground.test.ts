import { describe, expect, it } from 'vitest'
import { revokeApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { playgroundDoor, playgroundModels } from '@/lib/gateway'
import { useGateway } from './support/gateway'

const ctx = systemContext('contract-test')
const gateway = useGateway()

function chatRequest(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Request {
  return new Request('http://turnpike.test/api/playground/key/v1/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
}

const ask = { model: 'sim-small', input: 'Say hello', stream: true }

describe('the playground', () => {
  it('runs the path of every call with a key that is named, and marks the record', async () => {
    const { userId, keyId } = await gateway.tenant()
    const response = await playgroundDoor(chatRequest(ask), { userId, keyId }, ['v1', 'responses'])
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('response.completed')
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ userId, keyId, playground: true, status: 'completed' })
    expect(record.chargedNanoUsd).toBeGreaterThan(0n)
    expect((await gateway.balance(userId)).balanceNanoUsd).toBe(10_000_000_000n - record.chargedNanoUsd)
  })

  it('knows no key of another person, whatever credential the request carries', async () => {
    const [own, other] = [await gateway.tenant(), await gateway.tenant()]
    const request = chatRequest(ask, { authorization: `Bearer ${other.key}` })
    const response = await playgroundDoor(request, { userId: own.userId, keyId: other.keyId }, ['v1', 'responses'])
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('not known')
    await expect(playgroundModels(own.userId, other.keyId, '127.0.0.1')).rejects.toMatchObject({ code: 'key_unknown' })
  })

  it('holds the key to its own limits', async () => {
    const { userId, keyId } = await gateway.tenant({ key: { allowedModels: ['sim-large'] } })
    const refused = await playgroundDoor(chatRequest(ask), { userId, keyId }, ['v1', 'responses'])
    expect(refused.status).toBe(403)
    await refused.body?.cancel()
    expect((await playgroundModels(userId, keyId, '127.0.0.1')).map(({ id }) => id)).toEqual(['sim-large'])
    await revokeApiKey(ctx, keyId)
    const revoked = await playgroundDoor(chatRequest(ask), { userId, keyId }, ['v1', 'responses'])
    expect(await revoked.text()).toContain('revoked')
  })

  it('leads to model calls only', async () => {
    const { userId, keyId } = await gateway.tenant()
    const paths = ['v1/usage', 'metrics', 'v1/responses/resp_1/cancel', 'api/admin/v1/users', 'v1/%', 'v1/%E0%A4%A']
    for (const path of paths) {
      await expect(playgroundDoor(chatRequest(ask), { userId, keyId }, path.split('/'))).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })

  it('names the dialect that each model is spoken to in', async () => {
    const openai = await gateway.tenant({ accounts: [{ apis: ['chat'] }] })
    expect((await playgroundModels(openai.userId, openai.keyId, '127.0.0.1'))[0]).toMatchObject({
      protocol: 'openai-chat',
    })
    const claude = await gateway.tenant({ accounts: [{ protocol: 'anthropic', baseUrl: gateway.simulatorUrl }] })
    expect((await playgroundModels(claude.userId, claude.keyId, '127.0.0.1'))[0]).toMatchObject({
      protocol: 'anthropic-messages',
    })
  })

  it('stops when its reader leaves', async () => {
    const { userId, keyId } = await gateway.tenant({ pool: { disconnectPolicy: 'cancel' } })
    const abort = new AbortController()
    await gateway.fault({ match: { tag: keyId }, fault: { kind: 'stall', afterTokens: 3 } })
    const request = chatRequest({ ...ask, metadata: { tag: keyId } }, {}, abort.signal)
    const response = await playgroundDoor(request, { userId, keyId }, ['v1', 'responses'])
    const reader = response.body?.getReader()
    await reader?.read()
    abort.abort()
    const record = await gateway.record(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ status: 'cancelled', playground: true })
  })
})
