import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inFlight } from '@/lib/gateway'
import { startTracing, stopTracing } from '@/lib/metrics'
import { setTestEnvironment } from '../support/test-environment'
import { useGateway } from './support/gateway'
import { send } from './support/raw-http'

const gateway = useGateway()
type Sent = { traceId: string; spanId: string; parentSpanId?: string; name: string; status: { code?: number } }
type Body = { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }

const spans: Sent[] = []
const collector = createServer(async (req, res) => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body
  spans.push(...body.resourceSpans.flatMap((each) => each.scopeSpans.flatMap((scope) => scope.spans)))
  res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  setTestEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })
  await startTracing('test')
})
afterAll(async () => {
  setTestEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: undefined })
  await new Promise((resolve) => collector.close(resolve))
})

it("a call's trace goes on from its caller's and on to the upstream, and is sent with its attempts", async () => {
  const tenant = await gateway.tenant()
  const tag = `traced-${crypto.randomUUID()}`
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const answer = await send(`${gateway.url}/v1/responses`, {
    headers: { authorization: `Bearer ${tenant.key}`, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    body: { model: 'sim-small', input: 'hi', metadata: { tag } },
  })
  expect(answer.status).toBe(200)
  const { headers } = await gateway.last(tag)
  // A call's span ends with its settlement, after its answer.
  await expect.poll(() => inFlight().count, { timeout: 20_000 }).toBe(0)
  // Stopping sends what waits in the exporter.
  await stopTracing()
  const call = spans.find((span) => span.parentSpanId === 'b7ad6b7169203331')
  const attempt = spans.find((span) => span.parentSpanId === call?.spanId)
  expect(call).toMatchObject({ traceId, name: 'POST /v1/responses' })
  expect(attempt).toMatchObject({ traceId, name: 'attempt sim-small' })
  expect(headers['traceparent']).toBe(`00-${traceId}-${attempt?.spanId}-01`)
})

it('without a collector no trace header goes upstream', async () => {
  const tenant = await gateway.tenant()
  const tag = `untraced-${crypto.randomUUID()}`
  await send(`${gateway.url}/v1/responses`, {
    headers: {
      authorization: `Bearer ${tenant.key}`,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    body: { model: 'sim-small', input: 'hi', metadata: { tag } },
  })
  const { headers } = await gateway.last(tag)
  expect(headers['traceparent']).toBeUndefined()
})
