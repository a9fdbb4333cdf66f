import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

export type RawAnswer = {
  status: number
  headers: IncomingHttpHeaders
  rawHeaders: string[]
  body: Buffer
  text: string
  /** Each piece as it came, with the time since the request was sent. */
  chunks: { atMs: number; bytes: Buffer }[]
  /** False when the connection broke before the answer's end. */
  whole: boolean
}

export type RawRequest = {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string | Buffer | Record<string, unknown>
  /** Leaves when aborted. */
  signal?: AbortSignal
  onBytes?: (sofar: Buffer) => void
}

function bytesOf(body: RawRequest['body']): Buffer | null {
  if (body === undefined) return null
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** One HTTP/1.1 exchange on a connection of its own, with nothing changed on the way in or out. */
export function send(url: string, { method, headers, body, signal, onBytes }: RawRequest = {}): Promise<RawAnswer> {
  const bytes = bytesOf(body)
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: method ?? (bytes ? 'POST' : 'GET'),
        agent: false,
        headers: {
          ...(bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {}),
          ...headers,
        },
        ...(signal ? { signal } : {}),
      },
      (answer) => {
        const chunks: RawAnswer['chunks'] = []
        const finish = (whole: boolean) => {
          const all = Buffer.concat(chunks.map((chunk) => chunk.bytes))
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            rawHeaders: answer.rawHeaders,
            body: all,
            text: all.toString('utf8'),
            chunks,
            whole,
          })
        }
        answer.on('data', (chunk: Buffer) => {
          chunks.push({ atMs: performance.now() - startedMs, bytes: chunk })
          onBytes?.(Buffer.concat(chunks.map((piece) => piece.bytes)))
        })
        answer.once('end', () => finish(answer.complete))
        answer.once('error', () => finish(false))
      },
    )
    sent.once('error', reject)
    sent.end(bytes ?? undefined)
  })
}

type Json = Record<string, unknown>

/** The answer's JSON object. */
export function jsonOf(answer: RawAnswer): Json {
  const value: unknown = JSON.parse(answer.text)
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${answer.text.slice(0, 200)}`)
  return value as Json
}

/** The `error` object of an OpenAI-shaped answer. */
export function errorOf(answer: RawAnswer): Json {
  const error = jsonOf(answer)['error']
  if (typeof error !== 'object' || error === null) throw new Error(`no error in ${answer.text.slice(0, 200)}`)
  return error as Json
}

export type SseEvent = { event: string | null; data: string }

/** The events of a stream by the standard's own rules, read the slow way; comments apart. */
export function eventsOf(text: string): { events: SseEvent[]; comments: string[] } {
  const events: SseEvent[] = []
  const comments: string[] = []
  for (const block of text.split(/\r?\n\r?\n/)) {
    let event: string | null = null
    const data: string[] = []
    for (const line of block.split(/\r?\n/)) {
      if (line.startsWith(':')) comments.push(line.slice(1).trim())
      else if (line.startsWith('event:')) event = line.slice(6).trim()
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
    }
    if (data.length > 0) events.push({ event, data: data.join('\n') })
  }
  return { events, comments }
}

/** The data of each event as JSON; `[DONE]` as that word. */
export function dataOf(text: string): (Json | '[DONE]')[] {
  return eventsOf(text).events.map(({ data }) => (data === '[DONE]' ? '[DONE]' : (JSON.parse(data) as Json)))
}
