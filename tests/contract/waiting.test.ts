import OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { responseEvents, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken, takenBy } from './support/leftovers'
import { dataOf, errorOf, eventsOf, send } from './support/raw-http'
import { useSettings } from './support/settings'

const gateway = useGateway()
const upstream = useFakeUpstream()
const change = useSettings()

const call = (tenant: Tenant, extra: Record<string, unknown> = {}, path = '/v1/responses') =>
  send(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', messages: [{ role: 'user', content: 'hi' }], ...extra },
  })

/** Occupies the tenant's only place for about `ms`; returns once it is taken. */
async function occupy(tenant: Tenant, ms: number): Promise<void> {
  void call(tenant, { stream: true, metadata: { sim_tokens: '20', sim_token_ms: String(ms / 20) } })
  await vi.waitFor(async () => expect(await takenBy(tenant)).toMatchObject({ accounts: 1 }), { timeout: 10_000 })
}

const places: [string, Parameters<typeof gateway.tenant>[0], RegExp][] = [
  ['the customer’s slot', { user: { concurrencyLimit: 1 } }, /your limit of 1 calls? at once/],
  ['the key’s own slot', { key: { concurrencyLimit: 1 } }, /this key's limit of 1 calls? at once/],
  ['an account of the pool', { accounts: [{ concurrencyLimit: 1 }] }, /pool is at capacity/],
]

describe(`Waiting through the ${door} door`, () => {
  for (const [name, wish, words] of places) {
    it(`a stream that waits for ${name} is committed, gets waiting comments, and then the whole answer`, async () => {
      await change({ waitingCommentMs: 60 })
      const tenant = await gateway.tenant(wish)
      await occupy(tenant, 500)
      const answer = await call(tenant, { stream: true })
      expect(answer.status).toBe(200)
      expect(answer.headers['server-timing']).toMatch(/^queue;dur=\d+$/)
      expect(answer.text.startsWith(': waiting\n\n')).toBe(true)
      const { comments, events } = eventsOf(answer.text)
      expect(comments.filter((comment) => comment === 'waiting').length).toBeGreaterThan(1)
      expect(events[0]?.event).toBe('response.created')
      expect(events.at(-1)?.event).toBe('response.completed')
      await expectNothingTaken(tenant)
    })

    it(`a JSON caller who waits too long for ${name} gets 429 that says whose limit it was`, async () => {
      await change({ waitTimeoutMs: 150 })
      const tenant = await gateway.tenant(wish)
      await occupy(tenant, 1_000)
      const answer = await call(tenant)
      expect(answer.status).toBe(429)
      expect(errorOf(answer)).toMatchObject({ type: 'rate_limit_error', code: 'concurrency_limited' })
      expect(errorOf(answer)['message']).toMatch(words)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
      await expectNothingTaken(tenant)
    })

    it(`a committed stream that waits too long for ${name} gets the in-band error`, async () => {
      await change({ waitTimeoutMs: 200, waitingCommentMs: 50 })
      const tenant = await gateway.tenant(wish)
      await occupy(tenant, 1_000)
      const responses = await call(tenant, { stream: true })
      expect(responses.status).toBe(200)
      expect(dataOf(responses.text).map((event) => (event === '[DONE]' ? event : event['type']))).toEqual([
        'response.created',
        'response.failed',
      ])
      expect(dataOf(responses.text)[1]).toMatchObject({
        response: {
          status: 'failed',
          model: 'sim-small',
          error: { code: 'rate_limit_exceeded', message: expect.stringMatching(/try again in \d+s/) },
        },
      })
      await expectNothingTaken(tenant)
    })
  }

  it('no official client loses an event by the comments', async () => {
    await change({ waitingCommentMs: 40 })
    const tenant = await gateway.tenant({ accounts: [{ concurrencyLimit: 1 }] })
    await occupy(tenant, 400)
    const client = new OpenAI({ apiKey: tenant.key, baseURL: `${gateway.url}/v1`, maxRetries: 0 })
    const stream = client.responses.stream({ model: 'sim-small', input: 'hi' })
    const final = await stream.finalResponse()
    expect(final.output_text.split(/\s+/).length).toBeGreaterThan(10)
    await occupy(tenant, 400)
    const chat = client.chat.completions.stream({ model: 'sim-small', messages: [{ role: 'user', content: 'hi' }] })
    expect((await chat.finalContent())?.length).toBeGreaterThan(10)
  })

  it('a full queue is 429 at once', async () => {
    await change({ maxWaiting: 0 })
    const tenant = await gateway.tenant({ user: { concurrencyLimit: 1 } })
    await occupy(tenant, 2_500)
    const answer = await call(tenant)
    expect(answer.status).toBe(429)
    // At once: the call that holds the slot is still running.
    expect(await takenBy(tenant)).toMatchObject({ customers: 2, accounts: 1, waiting: 0 })
    await expectNothingTaken(tenant)
  })
})

describe(`A quiet upstream through the ${door} door`, () => {
  it('is kept open by comments, but only between events', async () => {
    await change({ keepAliveCommentMs: 40, holdBackMs: 0 })
    const events = responseEvents()
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      const halves = [events[0], events[1]?.slice(0, 40), events[1]?.slice(40), events[2]]
      const next = () => {
        const piece = halves.shift()
        if (piece === undefined) return res.end()
        res.write(piece)
        setTimeout(next, 150)
      }
      next()
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await call(tenant, { stream: true })
    expect(eventsOf(answer.text).comments.filter((comment) => comment === 'keep-alive').length).toBeGreaterThan(2)
    expect(answer.text.replaceAll(': keep-alive\n\n', '')).toBe(events.join(''))
  })
})
