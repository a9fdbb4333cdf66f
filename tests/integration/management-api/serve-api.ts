import http from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { openApiDocument } from '@/lib/management-api'
import { callApi } from './api-client'

async function answer(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
  if (req.url === '/api/openapi.json') return void res.end(JSON.stringify(openApiDocument()))
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString('utf8')
  const { authorization = '', 'idempotency-key': key } = req.headers
  const { status, body } = await callApi(req.method ?? 'GET', (req.url ?? '').replace('/api/admin/v1', ''), {
    ...(text === '' ? {} : { body: JSON.parse(text) }),
    token: authorization.replace('Bearer ', ''),
    headers: typeof key === 'string' ? { 'idempotency-key': key } : {},
  })
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The management API's own routes behind a real socket, for the tests of a file. */
export function useApiServer(): { readonly url: string } {
  const server = http.createServer((req, res) => void answer(req, res))
  const served = { url: '' }
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    served.url = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return served
}
