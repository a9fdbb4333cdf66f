import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'

export type Seen = { path: string; headers: IncomingMessage['headers']; body: Buffer }
export type Answer = (res: ServerResponse, seen: Seen, req: IncomingMessage) => void

export type FakeUpstream = {
  /** A base URL whose calls `answer` serves; `seen` are its calls so far. */
  serve(answer: Answer): { baseUrl: string; seen: Seen[] }
}

/** An upstream that answers whatever a test says, for what no well-behaved simulator does. */
export function useFakeUpstream(): FakeUpstream {
  const answers = new Map<string, { answer: Answer; seen: Seen[] }>()
  let server: Server
  beforeAll(async () => {
    server = createServer((req, res) => {
      const [, name = ''] = (req.url ?? '').split('/')
      const found = answers.get(name)
      const chunks: Buffer[] = []
      req.on('data', (chunk: Buffer) => chunks.push(chunk))
      req.on('end', () => {
        const seen = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks) }
        found?.seen.push(seen)
        if (found) found.answer(res, seen, req)
        else res.writeHead(404).end()
      })
      res.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    serve: (answer) => {
      const name = `u${answers.size}`
      const seen: Seen[] = []
      answers.set(name, { answer, seen })
      return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`, seen }
    },
  }
}

/** A whole Responses answer. */
export function responseObject(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `resp_${Math.random().toString(36).slice(2)}`,
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'sim-small',
    output: [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'hi', annotations: [] }],
      },
    ],
    usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5, input_tokens_details: { cached_tokens: 0 } },
    ...overrides,
  }
}

/** One server-sent event as OpenAI writes it. */
export function sse(data: Record<string, unknown>): string {
  const type = data['type']
  return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(data)}\n\n`
}

/** The events of a short Responses stream. */
export function responseEvents(response = responseObject()): string[] {
  const started = { ...response, status: 'in_progress', output: [], usage: null }
  return [
    sse({ type: 'response.created', sequence_number: 0, response: started }),
    sse({ type: 'response.output_text.delta', sequence_number: 1, delta: 'hi', output_index: 0, item_id: 'msg_1' }),
    sse({ type: 'response.completed', sequence_number: 2, response }),
  ]
}
