import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createId } from '@/lib/ids'
import { responseObject, useFakeUpstream } from './support/fake-upstream'
import { door, type Tenant, useGateway } from './support/gateway'
import { expectNothingTaken } from './support/leftovers'
import { errorOf, send } from './support/raw-http'
import { useSettings } from './support/settings'
import { silentHost } from './support/silent-host'

const gateway = useGateway()
const upstream = useFakeUpstream()
const change = useSettings()

const call = (tenant: Tenant, extra: Record<string, unknown> = {}) =>
  send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}` },
    body: { model: 'sim-small', input: 'hi', ...extra },
  })

describe(`Time limits through the ${door} door`, () => {
  it('a host that refuses connections is passed over at once; alone it is 502', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const baseUrl = `http://127.0.0.1:${port}/v1`
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
    expect((await call(tenant)).status).toBe(200)
    const alone = await gateway.tenant({ accounts: [{ baseUrl }] })
    const answer = await call(alone)
    expect(answer.status).toBe(502)
    expect(answer.text).not.toContain(String(port))
    await expectNothingTaken(alone)
  })

  it('a silent host is given up after the connect timeout, and another account serves', async () => {
    await change({ connectTimeoutMs: 400 })
    await using host = await silentHost()
    const tenant = await gateway.tenant({ accounts: [{ baseUrl: host.baseUrl, priority: 1 }, { priority: 2 }] })
    const answer = await call(tenant)
    expect(answer.status).toBe(200)
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record.attempts).toMatchObject([{ failure: 'timeout' }, { failure: null }])
    const alone = await gateway.tenant({ accounts: [{ baseUrl: host.baseUrl }] })
    const refused = await call(alone)
    expect(refused.status).toBe(504)
    expect(errorOf(refused)).toMatchObject({ code: 'upstream_timeout' })
    await expectNothingTaken(alone)
  })

  for (const stream of [true, false]) {
    it(`an upstream that sends no header in time is 504 (stream ${stream}), after the others were tried`, async () => {
      await change({ headerTimeoutStreamMs: 1_200, headerTimeoutJsonMs: 1_200 })
      const tenant = await gateway.tenant()
      const tag = createId('request')
      await gateway.fault({ match: { tag }, fault: { kind: 'no_header' } })
      const answer = await call(tenant, { stream, metadata: { tag } })
      expect(answer.status).toBe(504)
      expect(errorOf(answer)).toMatchObject({ code: 'upstream_timeout' })
      await expectNothingTaken(tenant)
    })
  }

  it('no attempt is started once the failover window is over', async () => {
    await change({ failoverWindowMs: 150 })
    const { baseUrl, seen } = upstream.serve((res) => setTimeout(() => res.writeHead(500).end(), 300))
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, priority: 1 }, { priority: 2 }] })
    expect((await call(tenant)).status).toBe(502)
    expect(seen).toHaveLength(1)
    expect(await gateway.servedBy(tenant.accountKeys[1] ?? '')).toHaveLength(0)
  })

  it('a JSON answer that takes long arrives', async () => {
    await change({ streamIdleTimeoutMs: 100, connectTimeoutMs: 100, headerTimeoutStreamMs: 100 })
    const { baseUrl } = upstream.serve((res) =>
      setTimeout(() => {
        res.writeHead(200, { 'content-type': 'application/json' })
        res.end(JSON.stringify(responseObject()))
      }, 1_500),
    )
    const tenant = await gateway.tenant({ accounts: [{ baseUrl }] })
    expect((await call(tenant)).status).toBe(200)
  })

  it('a JSON answer larger than the hold limit streams through without the cost header, and is billed', async () => {
    const text = 'word '.repeat(400_000)
    const { baseUrl } = upstream.serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json' })
      const output = [
        { id: 'm', type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      ]
      res.end(JSON.stringify(responseObject({ output })))
    })
    const tenant = await gateway.tenant({ accounts: [{ baseUrl, modelMap: { nickname: 'sim-small' } }] })
    const answer = await call(tenant, { model: 'nickname' })
    expect(answer.status).toBe(200)
    expect(answer.headers['x-turnpike-cost-nanousd']).toBeUndefined()
    expect(JSON.parse(answer.text)).toMatchObject({ model: 'nickname', usage: { output_tokens: 2 } })
    const record = await gateway.record(String(answer.headers['x-request-id']))
    expect(record).toMatchObject({ status: 'completed', usageSource: 'provider', outputTokens: 2 })
  })
})
