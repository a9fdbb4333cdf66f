import { constants } from 'node:http2'
import { describe, expect, it, vi } from 'vitest'
import { responseEvents, responseObject } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { type Http2Answer, type Http2Call, useHttp2Upstream } from './support/http2-upstream'
import { expectNothingTaken } from './support/leftovers'
import { dataOf, send } from './support/raw-http'

const gateway = useGateway()
const upstream = useHttp2Upstream()
const events = responseEvents()
const json = { ':status': 200, 'content-type': 'application/json', 'x-request-id': 'up_1' }
const sse = { ':status': 200, 'content-type': 'text/event-stream' }

async function tenantOf(answer: Http2Answer, wish: { concurrencyLimit?: number } = {}) {
  const { baseUrl, sessions } = upstream.serve(answer)
  const concurrencyLimit = wish.concurrencyLimit ?? 10
  const tenant = await gateway.tenant({
    accounts: [{ baseUrl, http2: true, concurrencyLimit }],
    user: { concurrencyLimit },
    pool: { disconnectPolicy: 'cancel' },
  })
  return { tenant, sessions }
}

const call = (tenant: Tenant, body: Record<string, unknown> = {}, signal?: AbortSignal) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', ...body },
    ...(signal ? { signal } : {}),
  })

const answerJson = ({ stream }: Http2Call) => {
  stream.respond(json)
  stream.end(JSON.stringify(responseObject()))
}

describe(`An upstream over HTTP/2, through the ${door} door`, () => {
  it('answers in JSON and as a stream, unchanged and billed, its body sent byte for byte', async () => {
    const seen: Http2Call[] = []
    const { tenant } = await tenantOf((each) => {
      seen.push(each)
      if (!each.body.includes('"stream":true')) return answerJson(each)
      each.stream.respond(sse)
      for (const event of events) each.stream.write(event)
      each.stream.end()
    })
    const whole = await call(tenant)
    expect(whole.status, whole.text).toBe(200)
    expect(seen[0]?.body.toString()).toBe('{"model":"sim-small","input":"hi"}')
    expect(seen[0]?.headers).toMatchObject({ ':method': 'POST', ':scheme': 'http', 'content-type': 'application/json' })
    const streamed = await call(tenant, { stream: true })
    expect(streamed.text).toBe(events.join(''))
    for (const { headers } of [whole, streamed]) {
      const record = await gateway.record(String(headers['x-request-id']))
      expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', inputTokens: 3, outputTokens: 2 })
    }
    await expectNothingTaken(tenant)
  })

  it('runs 30 calls at once on one connection', async () => {
    const open: Http2Call[] = []
    const { tenant, sessions } = await tenantOf(
      (each) => {
        open.push(each)
        if (open.length === 30) for (const waiting of open) answerJson(waiting)
      },
      { concurrencyLimit: 30 },
    )
    const answers = await Promise.all(Array.from({ length: 30 }, () => call(tenant)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200))
    expect(sessions).toHaveLength(1)
  })

  it('a connection that its upstream wants to close finishes what runs, and the next call goes out on another', async () => {
    const { tenant, sessions } = await tenantOf(({ stream, session }) => {
      stream.respond(sse)
      stream.write(events[0] ?? '')
      session.goaway(constants.NGHTTP2_NO_ERROR)
      setTimeout(() => stream.end(events.slice(1).join('')), 100)
    })
    for (let n = 0; n < 3; n++) expect((await call(tenant, { stream: true })).text).toBe(events.join(''))
    expect(sessions).toHaveLength(3)
    await expectNothingTaken(tenant)
  })

  it('what the upstream refused unread is sent once more, and the caller never knows', async () => {
    let refusals = 1
    const { tenant } = await tenantOf((each) => {
      if (refusals-- > 0) each.stream.close(constants.NGHTTP2_REFUSED_STREAM)
      else answerJson(each)
    })
    const answer = await call(tenant)
    expect(answer.status).toBe(200)
    const { attempts } = await gateway.record(String(answer.headers['x-request-id']))
    expect(attempts).toHaveLength(1)
    refusals = 2
    expect((await call(tenant)).status).toBe(502)
  })

  for (const code of ['NGHTTP2_CANCEL', 'NGHTTP2_INTERNAL_ERROR'] as const) {
    it(`a stream reset with ${code} after output ends with the protocol's error, never a clean end`, async () => {
      const { tenant } = await tenantOf(({ stream }) => {
        stream.respond(sse)
        stream.write(events.slice(0, 2).join(''))
        setTimeout(() => stream.close(constants[code]), 50)
      })
      const answer = await call(tenant, { stream: true })
      expect(dataOf(answer.text).at(-1)).toMatchObject({ type: 'response.failed' })
      const record = await gateway.record(String(answer.headers['x-request-id']))
      expect(record).toMatchObject({ status: 'truncated', endReason: 'truncated' })
      await expectNothingTaken(tenant)
    })
  }

  it('a lost connection fails every call on it with an error, and the account serves the next ones', async () => {
    const open: Http2Call[] = []
    let isLost = false
    const { tenant } = await tenantOf((each) => {
      if (isLost) return answerJson(each)
      each.stream.respond(sse)
      each.stream.write(events.slice(0, 2).join(''))
      open.push(each)
      if (open.length < 3) return
      isLost = true
      setTimeout(() => each.session.destroy(), 50)
    })
    const cut = await Promise.all(Array.from({ length: 3 }, () => call(tenant, { stream: true })))
    for (const { text } of cut) expect(dataOf(text).at(-1)).toMatchObject({ type: 'response.failed' })
    expect((await call(tenant)).status).toBe(200)
    await expectNothingTaken(tenant)
  })

  it('a caller who leaves has his stream reset; the others on the connection go on', async () => {
    const closed: number[] = []
    const open: Http2Call[] = []
    const { tenant } = await tenantOf((each) => {
      each.stream.respond(sse)
      each.stream.write(events.slice(0, 2).join(''))
      each.stream.on('close', () => closed.push(each.stream.rstCode ?? 0))
      open.push(each)
    })
    const leaving = new AbortController()
    const left = call(tenant, { stream: true }, leaving.signal).catch(() => undefined)
    await vi.waitFor(() => expect(open).toHaveLength(1))
    const stays = call(tenant, { stream: true })
    await vi.waitFor(() => expect(open).toHaveLength(2))
    leaving.abort()
    await left
    await vi.waitFor(() => expect(closed).toEqual([constants.NGHTTP2_CANCEL]), { timeout: 10_000 })
    open[1]?.stream.end(events[2])
    expect((await stays).text).toBe(events.join(''))
    await expectNothingTaken(tenant)
  })
})
