import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { responseObject, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, type TenantWish, useGateway } from './support/gateway'
import { useSettings } from './support/settings'

const gateway = useGateway()
const upstream = useFakeUpstream()
const change = useSettings()
/** Far longer than an answer takes, far shorter than what a client would sleep on a wrong Retry-After. */
const patienceMs = 20_000

/** The official clients as their documents show them: their own retries left on. */
function clientsOf(tenant: Tenant): { sent: string[]; openai: OpenAI; anthropic: Anthropic } {
  const sent: string[] = []
  const counted: typeof fetch = async (input, init) => {
    sent.push(String(input instanceof Request ? input.url : input))
    return await fetch(input, init)
  }
  return {
    sent,
    openai: new OpenAI({ apiKey: tenant.key, baseURL: `${gateway.url}/v1`, fetch: counted, timeout: patienceMs }),
    anthropic: new Anthropic({ apiKey: tenant.key, baseURL: gateway.url, fetch: counted, timeout: patienceMs }),
  }
}

type Call = (clients: ReturnType<typeof clientsOf>, model: string) => Promise<unknown>
const openaiCalls: Record<string, Call> = {
  Responses: ({ openai }, model) => openai.responses.create({ model, input: 'hi' }),
  'Responses stream': ({ openai }, model) => openai.responses.stream({ model, input: 'hi' }).finalResponse(),
  Chat: ({ openai }, model) => openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] }),
  'Chat stream': ({ openai }, model) =>
    openai.chat.completions.stream({ model, messages: [{ role: 'user', content: 'hi' }] }).finalChatCompletion(),
}
const body = { max_tokens: 50, messages: [{ role: 'user' as const, content: 'hi' }] }
const anthropicCalls: Record<string, Call> = {
  Messages: ({ anthropic }, model) => anthropic.messages.create({ model, ...body }),
  'Messages stream': ({ anthropic }, model) => anthropic.messages.stream({ model, ...body }).finalMessage(),
}
const everyCall = Object.entries({ ...openaiCalls, ...anthropicCalls })
const accountOf = (name: string) =>
  name.startsWith('Messages') ? { protocol: 'anthropic' as const, baseUrl: gateway.simulatorUrl } : {}

/** Refusals that no waiting cures: a client that tried again would only make load. */
const final: [string, TenantWish, string, number][] = [
  ['no money', { balanceNanoUsd: 0n }, 'sim-small', 402],
  ['a spent cap', { key: { spendCapNanoUsd: 0n } }, 'sim-small', 402],
  ['a spent budget', { user: { budgetNanoUsd: 0n, budgetPeriod: 'day' } }, 'sim-small', 429],
  ['an unknown model', {}, 'no-such-model', 404],
]

describe(`What an error does to an official client through the ${door} door`, () => {
  for (const [name, call] of everyCall) {
    for (const [why, wish, model, status] of final) {
      it(`${name}: ${why} is ${status}, asked once, never again`, async () => {
        const tenant = await gateway.tenant({ accounts: [accountOf(name)], ...wish })
        const clients = clientsOf(tenant)
        await expect(call(clients, model)).rejects.toMatchObject({ status })
        expect(clients.sent).toHaveLength(1)
      })
    }
  }

  for (const [name, call] of everyCall.filter(([each]) => !each.endsWith('stream'))) {
    it(`${name}: a failing upstream is asked for again by the client's own few tries, then raised`, async () => {
      const tenant = await gateway.tenant({ accounts: [accountOf(name)] })
      await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault: { kind: 'html' } })
      const clients = clientsOf(tenant)
      await expect(call(clients, 'sim-small')).rejects.toMatchObject({ status: 502 })
      expect(clients.sent.length).toBeLessThanOrEqual(3)
    })
  }

  for (const [name, call] of everyCall.filter(([each]) => each.endsWith('stream'))) {
    for (const kind of ['cut', 'reset', 'stall']) {
      it(`${name}: ${kind} after output is known as a failure, not asked for again, never half an answer`, async () => {
        await change({ streamIdleTimeoutMs: 800 })
        const tenant = await gateway.tenant({ accounts: [accountOf(name)] })
        const fault = { kind, afterTokens: 4 }
        await gateway.fault({ match: { apiKey: tenant.accountKeys[0] }, fault })
        const clients = clientsOf(tenant)
        // OpenAI's helper hands a failed response over, the others throw.
        const end = await call(clients, 'sim-small').catch((error: unknown) => error)
        if (name === 'Responses stream') expect(end).toMatchObject({ status: 'failed', error: expect.any(Object) })
        else expect(end).toBeInstanceOf(Error)
        expect(clients.sent).toHaveLength(1)
      })
    }
  }

  it('a client that is refused for being too many comes back by itself when told when', async () => {
    await change({ maxWaiting: 0 })
    let finish: () => void = () => undefined
    const { baseUrl, seen } = upstream.serve((res) => {
      const answer = () =>
        res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(responseObject()))
      if (seen.length > 1) answer()
      else finish = answer
    })
    const tenant = await gateway.tenant({ user: { concurrencyLimit: 1 }, accounts: [{ baseUrl }] })
    const first = tenant.openai.responses.create({ model: 'sim-small', input: 'hi' })
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 10_000 })
    const statuses: number[] = []
    const openai = new OpenAI({
      ...{ apiKey: tenant.key, baseURL: `${gateway.url}/v1`, timeout: patienceMs },
      fetch: async (input, init) => {
        const answer = await fetch(input, init)
        statuses.push(answer.status)
        if (answer.status === 429) finish()
        return answer
      },
    })
    const second = await openai.responses.create({ model: 'sim-small', input: 'hi' })
    expect(second.status).toBe('completed')
    expect((await first).status).toBe('completed')
    expect(statuses).toEqual([429, 200])
  })
})
